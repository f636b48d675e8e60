import Foundation
import Terminal

extension ReportDocument.Figure {
  private static let size = (width: 420.0, height: 240.0)
  private static let colours = 6

  /// The plot as an inline drawing, with a title and a description for those who do not see it.
  ///
  /// - Parameter id: distinct on the page.
  func svg(id: String) -> String {
    let field = Field(
      plot, hasTitles: !plot.title.isEmpty || plot.series.contains { !$0.name.isEmpty })
    var parts = [
      "<svg role=\"img\" viewBox=\"0 0 \(Int(Self.size.width)) \(Int(Self.size.height))\" "
        + "aria-labelledby=\"\(id)t \(id)d\"><title id=\"\(id)t\">\(HTMLText.escaped(title))</title>"
        + "<desc id=\"\(id)d\">\(HTMLText.escaped(description))</desc>"
        + "<clipPath id=\"\(id)c\"><rect x=\"\(text(field.left))\" y=\"\(text(field.top))\" "
        + "width=\"\(text(field.width))\" height=\"\(text(field.height))\"/></clipPath>"
    ]
    parts.append(axes(field))
    parts.append(legend(field))
    parts.append("<g clip-path=\"url(#\(id)c)\">\(band(field))")
    for (index, series) in plot.series.enumerated() { parts.append(curve(series, index, field)) }
    parts.append("</g></svg>")
    return parts.joined()
  }

  /// Where the data are drawn.
  private struct Field {
    let left: Double
    let top: Double
    let width: Double
    let height: Double
    let plot: Plot

    init(_ plot: Plot, hasTitles: Bool) {
      self.plot = plot
      let texts = Plot.ticks(plot.y, most: 5).map(Plot.tickText)
      left = 14 + 6.5 * Double(texts.map(\.count).max() ?? 1)
      top = hasTitles ? 24 : 8
      width = ReportDocument.Figure.size.width - left - 12
      height = ReportDocument.Figure.size.height - top - 38
    }

    func x(_ value: Double) -> Double {
      left + width * share(value, plot.x)
    }

    func y(_ value: Double) -> Double {
      top + height * (1 - share(value, plot.y))
    }

    /// A point far outside only has to leave the field at about the right place.
    private func share(_ value: Double, _ range: ClosedRange<Double>) -> Double {
      let share = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
      return min(20, max(-20, share))
    }
  }

  private func text(_ value: Double) -> String { String(format: "%.1f", value) }

  private func axes(_ field: Field) -> String {
    let bottom = field.top + field.height
    var lines =
      "<path class=\"axis\" d=\"M\(text(field.left)) \(text(field.top))V\(text(bottom))"
      + "H\(text(field.left + field.width))"
    var labels = ""
    for tick in Plot.ticks(plot.y, most: 5) {
      let y = field.y(tick)
      lines += "M\(text(field.left - 4)) \(text(y))h4"
      labels +=
        "<text x=\"\(text(field.left - 7))\" y=\"\(text(y + 4))\" text-anchor=\"end\">"
        + "\(Plot.tickText(tick))</text>"
    }
    for tick in Plot.ticks(plot.x, most: 6) {
      let x = field.x(tick)
      lines += "M\(text(x)) \(text(bottom))v4"
      labels +=
        "<text x=\"\(text(x))\" y=\"\(text(bottom + 16))\" text-anchor=\"middle\">"
        + "\(Plot.tickText(tick))</text>"
    }
    labels +=
      "<text x=\"\(text(field.left + field.width))\" y=\"\(text(bottom + 32))\" text-anchor=\"end\">"
      + "\(HTMLText.escaped(horizontalTitle))</text>"
    return lines + "\"/>" + labels
  }

  private func legend(_ field: Field) -> String {
    var x = 4.0
    var parts = ""
    if !plot.title.isEmpty {
      parts += "<text x=\"4\" y=\"13\">\(HTMLText.escaped(plot.title))</text>"
      x += 6.2 * Double(DisplayWidth.of(plot.title)) + 16
    }
    for (index, series) in plot.series.enumerated() where !series.name.isEmpty {
      let sample =
        if case .marks = series.pattern {
          "<circle class=\"m \(kind(series, index))\" cx=\"\(text(x + 9))\" cy=\"9\" r=\"2\"/>"
        } else {
          "<path class=\"s \(kind(series, index))\" d=\"M\(text(x)) 9h18\"/>"
        }
      parts +=
        sample
        + "<text x=\"\(text(x + 23))\" y=\"13\">\(HTMLText.escaped(series.name))</text>"
      x += 23 + 6.2 * Double(DisplayWidth.of(series.name)) + 14
    }
    return parts
  }

  private func kind(_ series: Plot.Series, _ index: Int) -> String {
    let colour = "c\(index % Self.colours)"
    return switch series.pattern {
    case .solid, .marks: colour
    case .dashed: colour + " dashed"
    case .dotted: colour + " dotted"
    }
  }

  private func band(_ field: Field) -> String {
    let band = plot.band.filter { $0.x.isFinite && $0.low.isFinite && $0.high.isFinite }
    guard band.count > 1 else { return "" }
    let above = band.map { "\(text(field.x($0.x))) \(text(field.y($0.high)))" }
    let below = band.reversed().map { "\(text(field.x($0.x))) \(text(field.y($0.low)))" }
    return "<path class=\"band\" d=\"M\((above + below).joined(separator: "L"))Z\"/>"
  }

  private func curve(_ series: Plot.Series, _ index: Int, _ field: Field) -> String {
    if case .marks = series.pattern {
      return series.points.filter { $0.x.isFinite && $0.y.isFinite }.map {
        "<circle class=\"m c\(index % Self.colours)\" cx=\"\(text(field.x($0.x)))\" "
          + "cy=\"\(text(field.y($0.y)))\" r=\"2\"/>"
      }.joined()
    }
    var path = ""
    var isDown = false
    for point in series.points {
      guard point.x.isFinite, point.y.isFinite else {
        isDown = false
        continue
      }
      path += "\(isDown ? "L" : "M")\(text(field.x(point.x))) \(text(field.y(point.y)))"
      isDown = true
    }
    return path.isEmpty ? "" : "<path class=\"s \(kind(series, index))\" d=\"\(path)\"/>"
  }
}
