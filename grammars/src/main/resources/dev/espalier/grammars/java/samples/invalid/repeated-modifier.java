public public class A {}
