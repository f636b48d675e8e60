import ItemBanks
import Testing

struct EnteredNumberTests {
  @Test(
    arguments: [
      ("12", 12.0), ("0", 0), ("007", 7), ("-3.5", -3.5), ("−3", -3), ("+4", 4), ("- 3", -3),
      (" 8 ", 8), (".5", 0.5), ("3.", 3), ("1e3", 1000), ("2.5E-2", 0.025), ("2,5", 2.5),
      ("−3,5", -3.5), ("1,200", 1200), ("12,345,678.5", 12_345_678.5), ("0,125", 0.125),
      ("1,20", 1.2), ("1234,567", 1234.567), (",5", 0.5), ("3/4", 0.75), ("3 / 4", 0.75),
      ("3⁄4", 0.75), ("-3/4", -0.75), ("1 3/4", 1.75), ("-1 3/4", -1.75), ("1.5/2", 0.75),
      ("¾", 0.75), ("1¾", 1.75), ("1 ¾", 1.75), ("-½", -0.5), ("⅓", 1.0 / 3), ("50 %", 50),
      ("50%", 50), ("12,5 %", 12.5), ("½%", 0.5),
    ] as [(String, Double)])
  func reads(text: String, value: Double) {
    #expect(enteredNumber(text) == value)
  }

  @Test(arguments: [
    "", " ", "-", "%", "abc", "12 cm", "1/0", "1/2/3", "1 2 3/4", "1 2", "1..2", "1,2,3", "1.200,5",
    "--3", "+-3", "3-", "inf", "nan", "0x10", "1e400", "1e9999", "٣", "１２", "½½", "x½", "1/-2",
    "1 3/x", "$5", "1_000", "1e5/1e-320",
  ])
  func refuses(text: String) {
    #expect(enteredNumber(text) == nil)
  }

  @Test func refusesNumbersTooLongToHold() {
    let digits = String(repeating: "9", count: 400)
    for text in [digits, digits + "¾", digits + " 3/4", "1/\(digits)"] {
      #expect(enteredNumber(text)?.isFinite ?? true)
    }
  }
}
