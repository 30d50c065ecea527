class A { java.util.List<java.util.Map<String, String> x; }
