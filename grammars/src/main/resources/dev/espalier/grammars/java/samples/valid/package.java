package demo.app;

import java.util.*;
import static java.lang.Math.max;

class Empty {}
