import Numerical
import Testing

@testable import Storage

@Suite struct SittingCodeTests {
  @Test func codesAreShortClearAndNoWords() {
    var generator = SeededGenerator(seed: 20)
    let codes = (0..<1000).map { _ in SittingCode.draw(using: &generator) }
    #expect(Set(codes).count == 1000)
    for code in codes {
      #expect(code.count == 7)
      #expect(SittingCode.normalized(code) == code)
      #expect(!code.contains { "01OILUAEY".contains($0) })
    }
    #expect(Set(codes.joined()) == Set(SittingCode.alphabet + ["-"]))
  }

  @Test(arguments: [
    ("K7F-2QD", "K7F-2QD"), ("k7f2qd", "K7F-2QD"), (" k7f 2qd ", "K7F-2QD"),
    ("K-7-F-2-Q-D", "K7F-2QD"), ("K7F-2Q", nil), ("K7F-2QDD", nil), ("K7F-2Q0", nil), ("", nil),
    ("K7F-2Qß", nil), ("K7F_2QD", nil),
  ])
  func anythingLikeACodeIsRead(_ text: String, _ code: String?) {
    #expect(SittingCode.normalized(text) == code)
  }
}
