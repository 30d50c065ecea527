package dev.espalier.testsuite.aligned;

import dev.espalier.testsuite.RunException;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Curves as a table of commas and as pictures. */
final class Curves {
  /** Below this a divergence is rounding, and drawn here. */
  private static final double FLOOR = 1e-8;

  private static final List<Color> COLOURS =
      List.of(
          new Color(0x88, 0x88, 0x88),
          new Color(0xd9, 0x6b, 0x27),
          new Color(0x2b, 0x6c, 0xb0),
          new Color(0x2f, 0x85, 0x5a));

  private Curves() {}

  /** Writes {@code task,method,texts,kl,kl_reverse}, a point a line. */
  static void csv(Path file, Map<String, Map<String, Curve>> tasks) {
    List<String> lines = new ArrayList<>();
    lines.add("task,method,texts,kl,kl_reverse");
    tasks.forEach((task, curves) ->
        curves.forEach((method, curve) -> {
          for (Curve.Point point : curve.points()) {
            lines.add(
                String.format(
                    Locale.ROOT,
                    "%s,%s,%d,%.6g,%.6g",
                    task,
                    method,
                    point.texts(),
                    point.forward(),
                    point.reverse()));
          }
        }));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, lines);
    } catch (IOException e) {
      throw new RunException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /** Draws curves of one direction, as PNG. */
  static void picture(Path file, String title, boolean reverse, Map<String, Curve> curves) {
    XYChart chart =
        new XYChartBuilder()
            .width(760)
            .height(460)
            .title(title)
            .xAxisTitle("texts drawn before (asap, cars), steps of the chain (mcmc), plus 1")
            .yAxisTitle(reverse ? "KL(Q‖Q̃), nats" : "KL(Q̃‖Q), nats")
            .build();
    Styler styler = chart.getStyler();
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setLegendPosition(Styler.LegendPosition.OutsideE);
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisLogarithmic(true);
    int i = 0;
    for (Curve curve : curves.values()) {
      if (curve.points().isEmpty()) {
        continue;
      }
      double[] x = curve.points().stream().mapToDouble(p -> p.texts() + 1).toArray();
      double[] y =
          curve.points().stream()
              .mapToDouble(p -> Math.max(FLOOR, reverse ? p.reverse() : p.forward()))
              .toArray();
      XYSeries series = chart.addSeries(curve.method(), x, y);
      series.setMarker(SeriesMarkers.CIRCLE);
      series.setLineColor(COLOURS.get(i % COLOURS.size()));
      series.setMarkerColor(COLOURS.get(i % COLOURS.size()));
      series.setLineStyle(new BasicStroke(2));
      i++;
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", file.toFile());
    } catch (IOException e) {
      throw new RunException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
