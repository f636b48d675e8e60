import CNCurses
import Testing

@testable import Terminal

struct InputDecoderTests {
  /// Reads text as curses hands it over, scalar by scalar, with its own keys for the two prefixes
  /// that it knows.
  private func decode(_ batches: String...) -> [TerminalEvent] {
    var decoder = InputDecoder()
    var events: [TerminalEvent] = []
    for batch in batches {
      var rest = batch[...]
      while let first = rest.unicodeScalars.first {
        if rest.hasPrefix("\u{1B}[<") {
          decoder.read(kind: Int(CNC_MOUSE_BEGIN), value: 0)
          rest.unicodeScalars.removeFirst(3)
        } else {
          decoder.read(kind: Int(CNC_CHARACTER), value: first.value)
          rest.unicodeScalars.removeFirst()
        }
      }
      events += decoder.take()
    }
    return events
  }

  @Test func keys() {
    #expect(
      decode("aé日\t\r\n\u{8}\u{7F} \u{1}\u{1A}\u{0}\u{9B}") == [
        .key(.character("a")), .key(.character("é")), .key(.character("日")), .key(.tab),
        .key(.enter), .key(.enter), .key(.backspace), .key(.backspace), .key(.character(" ")),
        .key(.control("a")), .key(.control("z")),
      ])
  }

  @Test func escapeAlone() {
    #expect(decode("\u{1B}") == [.key(.escape)])
    #expect(decode("\u{1B}\u{1B}") == [.key(.escape), .key(.escape)])
    #expect(
      decode("\u{1B}", "[", "C") == [.key(.escape), .key(.character("[")), .key(.character("C"))])
  }

  @Test func unknownSequencesAreSwallowedWhole() {
    for sequence in [
      "\u{1B}[1;5C", "\u{1B}OZ", "\u{1B}[200;3~", "\u{1B}[[A"[...].description, "\u{1B}[I",
      "\u{1B}c",
      "\u{1B}[M !!", "\u{1B}[?1;2c", "\u{1B}[<99;1M", "\u{1B}[<0;1;1m", "\u{1B}[<0;0;0M",
      "\u{1B}[<;;M",
    ] {
      #expect(decode(sequence + "x").last == .key(.character("x")), "\(sequence.debugDescription)")
      #expect(decode(sequence + "x").count == 1, "\(sequence.debugDescription)")
    }
  }

  @Test func mouse() {
    #expect(
      decode(
        "\u{1B}[<0;8;7M\u{1B}[<0;8;7m\u{1B}[<64;1;1M\u{1B}[<65;300;2M\u{1B}[<4;2;2M\u{1B}[<2;2;2M")
        == [
          .mouse(MouseEvent(.press, row: 6, column: 7)),
          .mouse(MouseEvent(.wheelUp, row: 0, column: 0)),
          .mouse(MouseEvent(.wheelDown, row: 1, column: 299)),
          .mouse(MouseEvent(.press, row: 1, column: 1)),
        ])
    #expect(decode("\u{1B}[<0;8", ";7M") == [.mouse(MouseEvent(.press, row: 6, column: 7))])
  }

  @Test func pasteIsOneEventAcrossReads() {
    var decoder = InputDecoder()
    decoder.read(kind: Int(CNC_PASTE_BEGIN), value: 0)
    for scalar in "q\r\u{1B}".unicodeScalars {
      decoder.read(kind: Int(CNC_CHARACTER), value: scalar.value)
    }
    #expect(decoder.take() == [])
    decoder.read(kind: Int(CNC_KEY_UP), value: 0)
    decoder.read(kind: Int(CNC_CHARACTER), value: 0x78)
    decoder.read(kind: Int(CNC_PASTE_END), value: 0)
    decoder.read(kind: Int(CNC_KEY_FUNCTION), value: 5)
    #expect(decoder.take() == [.paste("q\n\u{1B}x"), .key(.function(5))])
  }

  @Test func namedKeys() {
    var decoder = InputDecoder()
    for kind in [CNC_KEY_UP, CNC_KEY_BACK_TAB, CNC_UNKNOWN_KEY, CNC_KEY_DELETE] {
      decoder.read(kind: Int(kind), value: 0)
    }
    #expect(decoder.take() == [.key(.up), .key(.backTab), .key(.delete)])
  }

  @Test(arguments: 1...100)
  func rubbishGivesNoControlCharactersAndEndsByItself(seed: UInt64) {
    var random = Seeded(seed)
    var decoder = InputDecoder()
    let units = Array("\u{1B}[<0;1;Mm~O?\u{7}\u{9B}q9\u{7F}é".unicodeScalars)
    for _ in 0..<500 {
      let kind = Int.random(in: 0...25, using: &random)
      let value = units.randomElement(using: &random)?.value ?? 0
      decoder.read(kind: kind > 12 ? Int(CNC_CHARACTER) : kind, value: value)
    }
    _ = decoder.take()
    decoder.read(kind: Int(CNC_PASTE_END), value: 0)
    for _ in 0..<40 { decoder.read(kind: Int(CNC_CHARACTER), value: 0x71) }
    let events = decoder.take()
    #expect(events.last == .key(.character("q")), "seed \(seed)")
    for case .key(.character(let character)) in events {
      #expect(!character.isReplacedOnCanvas)
    }
  }
}
