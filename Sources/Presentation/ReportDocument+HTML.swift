import Foundation
import Terminal

extension ReportDocument {
  /// The report as one page that needs nothing else: no script, no font, no image is fetched. It follows the
  /// reader's light or dark setting, and prints.
  ///
  /// - Parameter footer: who made it, of what.
  public func html(footer: String = "") -> String {
    var body = "<h1>\(HTMLText.escaped(title))</h1>\n"
    var number = 0
    for block in blocks {
      switch block {
      case .heading(let text): body += "<h2>\(HTMLText.escaped(text))</h2>\n"
      case .paragraph(let text): body += "<p>\(HTMLText.escaped(text))</p>\n"
      case .listing(let text): body += "<pre tabindex=\"0\">\(HTMLText.escaped(text))</pre>\n"
      case .facts(let facts):
        body += "<dl>\n"
        for fact in facts {
          body +=
            "<dt>\(HTMLText.escaped(fact.label))</dt><dd>\(HTMLText.escaped(fact.value))</dd>\n"
        }
        body += "</dl>\n"
      case .table(let table, let caption): body += html(of: table, caption: caption)
      case .bars(let chart, let caption): body += html(of: chart, caption: caption)
      case .figures(let figures):
        body += "<div class=\"figures\">\n"
        for figure in figures {
          number += 1
          body +=
            "<figure>\(figure.svg(id: "figure\(number)"))"
            + "<figcaption>\(HTMLText.escaped(figure.title))</figcaption></figure>\n"
        }
        body += "</div>\n"
      case .pageBreak: body += "<hr>\n"
      }
    }
    let foot = footer.isEmpty ? "" : "<footer>\(HTMLText.escaped(footer))</footer>\n"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <title>\(HTMLText.escaped(title))</title>
      <style>
      \(Self.styleSheet)
      </style>
      </head>
      <body>
      <main>
      \(body)</main>
      \(foot)</body>
      </html>

      """
  }

  private func html(of table: Table, caption: String) -> String {
    func alignment(_ column: Int) -> String {
      table.columns[column].alignment == .left ? "" : " class=\"number\""
    }
    let heads = table.columns.enumerated().map { index, column in
      "<th scope=\"col\"\(alignment(index))>\(HTMLText.escaped(column.title))</th>"
    }
    let columns = table.columns.indices.map { column in
      let cells = table.rows.map { $0.indices.contains(column) ? $0[column] : "" }
      return table.columns[column].alignment == .point ? Self.alignedAtPoint(cells) : cells
    }
    let rows = table.rows.indices.map { row in
      "<tr>"
        + table.columns.indices.map {
          "<td\(alignment($0))>\(HTMLText.escaped(columns[$0][row]))</td>"
        }
        .joined() + "</tr>\n"
    }
    return framed(
      "<thead><tr>\(heads.joined())</tr></thead>\n<tbody>\n\(rows.joined())</tbody>\n",
      caption: caption)
  }

  /// The bars are drawings, which are printed where a background would not be; what they say stands
  /// beside them.
  private func html(of chart: BarChart, caption: String) -> String {
    let rows = chart.rows.map { row in
      let width = String(format: "%.1f", 100 * min(1, max(0, row.fraction)))
      return "<tr><th scope=\"row\">\(HTMLText.escaped(row.label))</th><td>"
        + "<svg class=\"bar\" aria-hidden=\"true\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\">"
        + "<rect class=\"rest\" width=\"100\" height=\"10\"/>"
        + "<rect class=\"full\" width=\"\(width)\" height=\"10\"/></svg></td>"
        + "<td class=\"number\">\(HTMLText.escaped(row.note))</td></tr>\n"
    }
    return framed("<tbody>\n\(rows.joined())</tbody>\n", caption: caption)
  }

  /// A wide table is scrolled by itself, also from the keyboard; its caption stays where it is.
  private func framed(_ rows: String, caption: String) -> String {
    let label = HTMLText.escaped(caption.isEmpty ? title : caption)
    return (caption.isEmpty ? "" : "<p class=\"caption\">\(HTMLText.escaped(caption))</p>\n")
      + "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"\(label)\"><table>\n"
      + rows + "</table></div>\n"
  }

  /// Filled up behind with blanks as wide as digits, so that right-aligned numbers have their points under
  /// each other.
  static func alignedAtPoint(_ cells: [String]) -> [String] {
    func decimals(_ cell: String) -> Int {
      cell.firstIndex(of: ".").map { cell.distance(from: $0, to: cell.endIndex) } ?? 0
    }
    let most = cells.map(decimals).max() ?? 0
    return cells.map { cell in
      let missing = most - decimals(cell)
      guard missing > 0, cell.contains(where: \.isNumber) else { return cell }
      // A point is about half as wide as a digit.
      let point = decimals(cell) == 0 ? "\u{2008}" : ""
      return cell + point
        + String(repeating: "\u{2007}", count: missing - (point.isEmpty ? 0 : 1))
    }
  }

  private static let styleSheet = """
    :root { color-scheme: light dark; --ink: #1b1f24; --quiet: #59636e; --paper: #ffffff; --line: #d1d9e0;
      --c0: #0550ae; --c1: #bc4c00; --c2: #116329; --c3: #8250df; --c4: #a40e26; --c5: #6e5c00; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --quiet: #9ea7b3; --paper: #0d1117;
      --line: #3d444d; --c0: #79c0ff; --c1: #ffa657; --c2: #7ee787; --c3: #d2a8ff; --c4: #ff7b72; --c5: #e3b341; } }
    * { box-sizing: border-box; }
    body { margin: 0 auto; max-width: 62rem; padding: 1.5rem; background: var(--paper); color: var(--ink);
      font: 1rem/1.5 system-ui, sans-serif; }
    h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 1rem; overflow-wrap: anywhere; }
    h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
    p { max-width: 42rem; overflow-wrap: anywhere; }
    pre { overflow-x: auto; border: 1px solid var(--line); border-radius: .3rem; padding: .6rem .8rem; font-size: .85rem; }
    dl { display: grid; grid-template-columns: fit-content(40%) 1fr; gap: .2rem 1.2rem; }
    dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
    .table { overflow-x: auto; margin: 1rem 0; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
    .caption { color: var(--quiet); margin-bottom: 0; } .caption + .table { margin-top: .4rem; }
    th, td { padding: .2rem .8rem .2rem 0; text-align: left; white-space: nowrap; border-bottom: 1px solid var(--line); }
    th { color: var(--quiet); font-weight: 600; } .number { text-align: right; }
    th[scope=row], th[scope=row] ~ td { white-space: normal; }
    .bar { width: min(14rem, 20vw); height: .8rem; } .bar .full { fill: var(--c0); } .bar .rest { fill: var(--line); opacity: .5; }
    .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 1rem; }
    figure { margin: 0; max-width: 36rem; break-inside: avoid; } figcaption { color: var(--quiet); font-size: .9rem; }
    svg { width: 100%; height: auto; display: block; } svg text { fill: var(--quiet); font: 11px system-ui, sans-serif; }
    .axis { stroke: var(--line); fill: none; } .band { fill: var(--c0); opacity: .15; }
    .s { fill: none; stroke-width: 1.5; stroke-linejoin: round; } 
    .dashed { stroke-dasharray: 6 4; } .dotted { stroke-dasharray: 1.5 3; }
    .c0 { stroke: var(--c0); } .c1 { stroke: var(--c1); } .c2 { stroke: var(--c2); }
    .c3 { stroke: var(--c3); } .c4 { stroke: var(--c4); } .c5 { stroke: var(--c5); }
    .m { stroke: none; fill-opacity: .6; }
    .m.c0 { fill: var(--c0); } .m.c1 { fill: var(--c1); } .m.c2 { fill: var(--c2); }
    .m.c3 { fill: var(--c3); } .m.c4 { fill: var(--c4); } .m.c5 { fill: var(--c5); }
    hr { border: 0; border-top: 1px solid var(--line); margin: 3rem 0; }
    footer { margin-top: 2rem; color: var(--quiet); font-size: .85rem; }
    @media print { :root { color-scheme: light; } body { max-width: none; padding: 0; font-size: 10pt; }
      .table { overflow: visible; } hr { break-after: page; border: 0; margin: 0; } tr { break-inside: avoid; } }
    """
}
