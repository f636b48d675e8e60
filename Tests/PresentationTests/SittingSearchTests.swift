import Proctoring
import Testing

@testable import Presentation

struct SittingSearchTests {
  private func found(_ text: String) -> [String] {
    let search = SittingSearch(text)
    return morning.filter { search.admits($0, text: $0.searchText(timeZone: utc)) }.map(\.code)
  }

  @Test(arguments: [
    ("mira", ["K7F-2QD", "E5E-EEE"]),
    ("MIRA run", ["K7F-2QD"]),
    ("elise", ["Q8M-4CD"]),
    ("ÉLISE", ["Q8M-4CD"]),
    ("chloe\u{301}", ["C3C-CCC"]),
    ("k7f", ["K7F-2QD"]),
    ("shell", ["P3X-9AB"]),
    ("command line", ["P3X-9AB"]),
    ("not begun", ["S5V-1GH"]),
    ("taken", ["F6F-FFF"]),
    ("void", ["F6F-FFF"]),
    ("rapid", ["B2B-BBB"]),
    ("similar answers", ["B2B-BBB", "C3C-CCC"]),
    ("flagged", ["B2B-BBB", "C3C-CCC"]),
    ("reviewed", ["A1A-AAA", "C3C-CCC"]),
    // No word is found across two fields.
    ("ada numeracy", ["A1A-AAA"]),
    ("adanumeracy", []),
    ("provisional", []),
    // What columns say in numbers.
    ("2026", morning.map(\.code)),
    ("oct", ["E5E-EEE", "F6F-FFF"]),
    ("22 oct 09:27", ["E5E-EEE"]),
    ("11/30", ["Q8M-4CD"]),
    ("381", ["B2B-BBB"]),
    ("-1.19", ["B2B-BBB"]),
    ("−1.19", ["B2B-BBB"]),
    (".41", ["B2B-BBB"]),
    ("10:20", ["F6F-FFF"]),
  ]) func findsWordsAnywhere(_ text: String, _ codes: [String]) {
    #expect(found(text) == codes)
  }

  @Test(arguments: [
    ("score<431", ["B2B-BBB", "E5E-EEE"]),
    ("score<=430 score>=430", ["E5E-EEE"]),
    ("score=655", ["A1A-AAA"]),
    ("theta>1", ["A1A-AAA", "F6F-FFF"]),
    ("theta<-1", ["B2B-BBB"]),
    ("theta<−1", ["B2B-BBB"]),
    ("SE>0,5 items>=11", ["Q8M-4CD", "F6F-FFF"]),
    ("minutes<2 mira", []),
    ("minutes<4 mira", ["K7F-2QD"]),
    ("flags>1", ["B2B-BBB"]),
    // Where nobody has looked there is no number of flags.
    ("flags=0", ["A1A-AAA", "E5E-EEE"]),
    ("score<x", []),
    ("score<nan", []),
  ]) func comparesNumbers(_ text: String, _ codes: [String]) {
    #expect(found(text) == codes)
  }

  /// A score of 599.6 is shown as 600, a θ of 0.996 as 1.00, three minutes 37 as 3:37.
  @Test(arguments: [
    ("score=600", true), ("score<=600 score>=600", true), ("score=599.6", false),
    ("score=599", false), ("theta=1", true), ("theta=0.996", false), ("se=.52", true),
    ("minutes=3", true), ("minutes=4", false), ("minutes<=3", true), ("minutes>3", true),
    ("items=7", true), ("items>=8", false),
  ]) func equalsWhatIsShown(_ text: String, _ isFound: Bool) {
    let shown = row("A1A-AAA", "Ada", .finished, score: 599.6)
    #expect(SittingSearch(text).admits(shown, text: shown.searchText(timeZone: utc)) == isFound)
  }

  /// A comparison that is being typed does not empty the list in between.
  @Test func aHalfTypedComparisonHidesNothing() {
    for text in ["score<", "score<=", "theta>-", "se>.", "", "  "] {
      #expect(found(text).count == morning.count, "\(text)")
    }
    #expect(found("mira score<").count == 2)
    #expect(SittingSearch(" \t ").isEmpty)
  }

  @Test func sortKeysCountAndDropAccents() {
    let names = ["Student 10", "student 9", "Ábel", "abby", "Student 9b", "Ñandu", "Zoe"]
    #expect(
      names.sorted { $0.sortKey < $1.sortKey }
        == ["abby", "Ábel", "Ñandu", "student 9", "Student 9b", "Student 10", "Zoe"])
    #expect("Class 123456789012345".sortKey == "class 123456789012345")
  }

  @Test func filtersOfAKindAreAlternatives() {
    var filter = SittingFilter()
    func codes() -> [String] { morning.filter(filter.admits).map(\.code) }
    #expect(codes().count == morning.count)
    filter.toggle(.state(.paused))
    filter.toggle(.state(.finished))
    #expect(filter.english == "paused or finished")
    #expect(codes().count == 6)
    filter.toggle(.flagged)
    #expect(codes() == ["B2B-BBB", "C3C-CCC"])
    filter.toggle(.notReviewed)
    #expect(codes() == ["B2B-BBB"])
    filter.toggle(.notReviewed)
    filter.toggle(.flag(.rapidGuessing))
    filter.toggle(.flag(.changedScore))
    #expect(codes() == ["B2B-BBB"])
    filter.toggle(.bank("Command line"))
    #expect(codes() == [])
    #expect(
      filter.english
        == "paused or finished, with flags, rapid guessing or changed score, Command line")
  }
}
