import ItemBanks
import ItemResponse
import Testing

@testable import Presentation

struct BankDescriptionTests {
  @Test func bank() {
    let text = BankDescription(sampleBank(), generation: 3).text
    #expect(
      text == """
        Numeracy (numeracy, generation 3)

        These questions ask how well you work with numbers.

        items     16: 16 provisional
        answers   4 choice, 4 multiple choice, 4 numeric and 4 text
        scale     500 + 100 θ

        domain             items  b from   mean    to
        Amounts                8   −2.00  −0.25  1.50
        Words and numbers      8   −1.75   0.00  1.75

        Information of the whole bank at each ability θ
        ── information
          │                         ⢀⡠⠤⠔⠒⠊⠉⠉⠉⠉⠉⠉⠒⠒⠤⢄⣀
        3 ┤                     ⢀⡠⠒⠊⠁                ⠉⠒⠤⣀
          │                  ⢀⡰⠊⠁                        ⠑⠢⣀
        2 ┤               ⢀⡰⠊⠁                              ⠑⠢⣀
          │            ⢀⠴⠊⠁                                    ⠑⠢⣀
          │         ⣀⠴⠊⠁                                          ⠑⠢⢄⡀
        1 ┤    ⢀⡠⠤⠚⠉                                                 ⠉⠒⠢⣄⡀
          │⠤⠔⠒⠉⠁                                                         ⠈⠉⠒⠢⠤⣄⣀
        0 ┤
          └┬───────┬────────┬───────┬────────┬────────┬───────┬────────┬───────┬
          -4      -3       -2      -1        0        1       2        3       4
        """ + "\n")
  }

  @Test func item() throws {
    let text = try #require(BankDescription(sampleBank(), generation: nil).text(ofItem: "item-2"))
    #expect(
      text == """
        item-2 · Numeracy (numeracy)

        Choose all that are prime numbers.

          A  1
        ✓ B  2
          C  9
        ✓ D  11
          E  21

        domain    Words and numbers
        status    provisional
        a 1.05   b −1.75   c 0.00   d 1.00
        most informative at θ −1.75: 0.276

        rationale
        Because of reason 2.

        Probability of a right answer at each ability θ
        ── P
          1 ┤                                   ⢀⣀⣀⡤⠤⠤⠤⠔⠒⠒⠒⠒⠒⠒⠒⠒⠊⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉
            │                            ⣀⡠⠤⠖⠒⠉⠉⠁
            │                       ⢀⠤⠔⠊⠉
        0.5 ┤                  ⢀⣀⠤⠒⠉⠁
            │              ⢀⣀⠤⠒⠉
            │          ⣀⡤⠔⠚⠁
            │  ⢀⣀⣀⠤⠔⠒⠊⠉
          0 ┤⠉⠉⠁
            └┬───────┬───────┬────────┬───────┬───────┬────────┬───────┬───────┬
            -4      -3      -2       -1       0       1        2       3       4

        Information at each ability θ
        ── information
            │            ⢀⡠⠤⠒⠊⠉⠉⠉⠉⠓⠒⠤⢄⡀
        0.2 ┤        ⢀⡠⠔⠋⠁            ⠈⠑⠢⢄
            │     ⣀⠔⠒⠉                    ⠉⠒⠦⣀
        0.1 ┤⢀⡠⠤⠒⠉                            ⠙⠒⠤⣀⡀
            │⠁                                    ⠈⠑⠒⠢⠤⣀⣀
          0 ┤                                            ⠉⠉⠉⠒⠒⠒⠒⠤⠤⠤⠤⠤⠤⠤⠤⠤⢄⣀⣀⣀⣀⣀⣀
            └┬───────┬───────┬────────┬───────┬───────┬────────┬───────┬───────┬
            -4      -3      -2       -1       0       1        2       3       4
        """ + "\n")
  }

  @Test func everyKindShowsItsKey() throws {
    let description = BankDescription(sampleBank(), generation: 1)
    #expect(try #require(description.text(ofItem: "item-1")).contains("✓ B  1¼ kg"))
    #expect(try #require(description.text(ofItem: "item-3")).contains("answer    25 cm"))
    #expect(try #require(description.text(ofItem: "item-4")).contains("answers   mode | the mode"))
    #expect(description.text(ofItem: "item-99") == nil)
  }

  @Test func itemsWithoutParametersHaveNoDifficulty() {
    let bank = Bank(name: "new", items: [Item(id: "a", question: flour, status: .pretest)])
    let text = BankDescription(bank, generation: nil).text
    #expect(text.contains("(none)") && text.contains("–") && !text.contains("nan"))
  }

  @Test func nothingIsWiderThanAsked() {
    for width in [40, 60, 80] {
      let description = BankDescription(sampleBank(), generation: 1, width: width)
      for text in [description.text, description.text(ofItem: "item-2") ?? ""] {
        for line in text.split(separator: "\n") { #expect(line.count <= width, "\(line)") }
      }
    }
  }
}
