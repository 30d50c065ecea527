import java.lang.annotation.*;

@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE_USE,})
@interface Check {
  String value() default "";
  int[] levels() default {1, 2};
  Class<? extends Throwable> error() default RuntimeException.class;
  Retention nested() default @Retention(RetentionPolicy.CLASS);
  int LIMIT = 3;
}

@Check("a") class Annotated<@Check T> {
  @Check(value = "b", levels = 3) @Deprecated public int f(@Check final String s) { return 0; }
  private static final @Check String NAME = "x";
  java.util.List<@Check String> list;
  byte @Check [] bytes = new byte[0].length > 0 ? null : new byte[0];
}
