public sealed interface Shape permits Circle, Square, Other {}

final class Circle implements Shape { double radius; }

non-sealed class Other implements Shape {}

abstract sealed class Square implements Shape permits Small {}

final class Small extends Square { int non = 1, sealed = 2, z = non - sealed; }
