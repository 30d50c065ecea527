class Contextual {
  int record = 1, sealed = 2, permits = 3, when = 4, module = 5, open = 6, to = 7, with = 8;
  void record(int when) { record = when; this.sealed = permits; Thread.yield(); record(when + record); }
  int with() { return record < when ? permits : sealed; }
}
