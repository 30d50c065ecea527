class A {} import java.util.List;
