import AdaptiveTesting
import ItemBanks
import Terminal
import Testing

@testable import Presentation

/// Over every screen and every state that its own keys lead to: what a footer names, works.
struct FooterTests {
  /// Goes through the states that a screen reaches by its keys, at a size, and reports every enabled
  /// binding none of whose first keys changes the picture or asks for something.
  ///
  /// - Parameter settle: what the owner does in answer to an effect; `nil` where the screen ends.
  private func explore<S: Screen, Action>(
    _ screen: S, rows: Int, columns: Int, extra: [Key] = [], keyMap: (S) -> KeyMap<Action>,
    settle: (S.Effect, S) -> S? = { _, _ in nil }
  ) {
    var seen: Set<Canvas> = []
    var waiting = [screen.after([], rows: rows, columns: columns)]
    var next = 0
    // The nearest states first; what lies further differs in what is chosen or typed.
    while next < waiting.count, seen.count < 14 {
      let state = waiting[next]
      next += 1
      let before = state.picture(rows: rows, columns: columns)
      guard seen.insert(before).inserted else { continue }
      let bindings = keyMap(state).bindings.filter(\.isEnabled)
      for binding in bindings {
        var works = before.text.contains("Please") || before.text.contains("again to close")
        for key in binding.keys.prefix(3) {
          var pressed = state
          let effect = pressed.update(.key(key))
          if !works {
            works = effect != nil || pressed.picture(rows: rows, columns: columns) != before
          }
          if let effect {
            if let settled = settle(effect, pressed) { waiting.append(settled) }
          } else {
            waiting.append(pressed)
          }
        }
        #expect(works, "\(binding.label) \(binding.help) does nothing in\n\(before.text)")
      }
      for key in extra where state.effect(of: .key(key)) == nil {
        waiting.append(state.after([.key(key)], rows: rows, columns: columns))
      }
      #expect(!before.lines[rows - 1].isEmpty)
    }
  }

  @Test(arguments: [flour, primes, ribbon, mode, program, reading], [(24, 80), (12, 40)])
  func items(_ question: Question, _ size: (rows: Int, columns: Int)) {
    for number in [nil, 7] {
      explore(
        ItemScreen(view(of: question, number: number)), rows: size.rows, columns: size.columns,
        extra: [.character("2")], keyMap: \.keyMap
      ) { effect, screen in
        var screen = screen
        switch effect {
        case .pause: screen.hide()
        case .goOn: screen.reveal()
        case .note: screen.noteIsKept()
        default: return nil
        }
        return screen
      }
    }
  }

  @Test(arguments: [(24, 80), (12, 40)]) func pages(_ rows: Int, _ columns: Int) throws {
    for person in [nil, "Mira"] {
      let welcome = WelcomeScreen(bank: sampleBank(), design: sampleDesign, person: person)
      explore(welcome, rows: rows, columns: columns, keyMap: \.keyMap)
    }
    let page = PageScreen(
      title: "How it works", text: StudentText.instructions(hasPractice: true), next: "begin")
    explore(page, rows: rows, columns: columns, keyMap: \.keyMap)

    for unfinished in [0, 1, 8] {
      for banks in [0, 1, 3] {
        let home = HomeScreen(
          unfinished: (0..<unfinished).map {
            .init(title: "u\($0)", detail: "", effect: .resume(""))
          },
          banks: (0..<banks).map { .init(title: "b\($0)", detail: "", effect: .take("")) })
        explore(home, rows: rows, columns: columns, keyMap: \.keyMap)
      }
    }

    for rights in [mixed, Array(repeating: true, count: 8), []] {
      let session = try sitting(rights)
      let result = ResultSummary(session, header: header(of: session))
      explore(ResultScreen(result), rows: rows, columns: columns, keyMap: \.keyMap)
      guard !result.missed.isEmpty else { continue }
      let missed = MissedItemsScreen(title: result.title, answers: result.missed)
      explore(missed, rows: rows, columns: columns, keyMap: \.keyMap)
    }
  }

  @Test(arguments: [(24, 80), (12, 40)]) func lists(_ rows: Int, _ columns: Int) {
    for count in [0, 1, 11] {
      let sittings = Array(morning.prefix(count))
      explore(
        SittingsScreen(rows: sittings, now: later, timeZone: utc), rows: rows, columns: columns,
        extra: [.character("m")], keyMap: \.keyMap)
      explore(
        StudentScreen(student: "Mira", rows: sittings, now: later, timeZone: utc), rows: rows,
        columns: columns, keyMap: \.keyMap)
    }
  }

  /// In the narrowest window one can still confirm, find help and leave.
  @Test func theWayOutIsAlwaysNamed() {
    for question in [flour, primes, ribbon, mode, program, reading, scripts] {
      let footer = ItemScreen(view(of: question)).picture([], rows: 12, columns: 40).lines[11]
      for word in ["confirm", "help", "leave"] { #expect(footer.contains(word), "\(footer)") }
    }
  }

  @Test(arguments: [(24, 80), (12, 40)])
  func aBank(_ size: (rows: Int, columns: Int)) throws {
    let report = try AuditReportTests.report()
    explore(
      BankScreen(BankOverview(report.audit, generation: 3)), rows: size.rows,
      columns: size.columns, keyMap: \.keyMap)
  }
}
