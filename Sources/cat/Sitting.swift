import AdaptiveTesting
import Foundation
import ItemBanks
import Presentation
import Storage
import Terminal

/// What `cat take` was asked to do, and the choice between the full screen and plain lines.
struct Sitting {
  let workspace: Workspace
  let store: Store
  let options: DesignOptions
  let person: String?
  let group: String?
  let seed: UInt64?
  let currentFolder: URL

  func resolve(_ bank: String) throws -> ResolvedBank {
    let resolved = try workspace.resolveBank(
      bank, in: store, currentFolder: currentFolder, at: now())
    guard resolved.bank.isAdministrable else {
      throw Failure(
        .badData,
        "bank '\(resolved.generation.bank)' has no item that can be given; items need a stem, an "
          + "answer and a difficulty.")
    }
    return resolved
  }

  /// The design, once it is sure that the bank can carry it.
  func checked(_ design: Design, for bank: Bank) throws -> Design {
    if case .sympsonHetter(let rule) = design.exposure, rule.parameters == nil {
      throw Failure(
        .badData,
        "exposure.parameters are missing; compute them with cat simulate --write-design FILE, and "
          + "use that design.")
    }
    do {
      _ = try TestSession(bank: bank, design: design, seed: 0)
      return design
    } catch {
      throw Failure(.badData, "bank '\(bank.name)': \(error.message)")
    }
  }

  func take(_ name: String, isPlain: Bool) throws {
    let resolved = try resolve(name)
    let design = try checked(options.resolve(for: resolved.bank), for: resolved.bank)
    try onBestTerminal(isPlain: isPlain) { terminal in
      try FullScreen(terminal: terminal, sitting: self).take(resolved, design: design)
    } plain: {
      try PlainMode(sitting: self).take(resolved, design: design)
    }
  }

  func resume(_ code: String, isPlain: Bool) throws {
    try onBestTerminal(isPlain: isPlain) { terminal in
      try FullScreen(terminal: terminal, sitting: self).resume(code)
    } plain: {
      try PlainMode(sitting: self).resume(code)
    }
  }

  func home(isPlain: Bool) throws {
    let banks = try administrableBanks()
    try onBestTerminal(isPlain: isPlain) { terminal in
      try FullScreen(terminal: terminal, sitting: self).home(banks)
    } plain: {
      let names = banks.map(\.generation.bank).joined(separator: ", ")
      throw Failure(.usage, "Which test? Name a bank: cat take BANK, with one of: \(names).")
    }
  }

  /// The workspace's banks that a person can be tested on; one that does not read well is reported
  /// and passed over, so that it keeps nobody from the others.
  private func administrableBanks() throws -> [ResolvedBank] {
    var names = workspace.bankFiles().map(\.name)
    names += try store.bankNames().filter { !names.contains($0) }
    return try names.compactMap { name -> ResolvedBank? in
      do {
        let resolved = try workspace.resolveBank(
          name, in: store, currentFolder: currentFolder, at: now())
        return resolved.bank.isAdministrable ? resolved : nil
      } catch StoreError.emptyBank {
        return nil
      } catch let error as StoreError where error.kind == .badData || error.kind == .notFound {
        writeError("\(error)")
        return nil
      }
    }
  }

  /// The sitting meant by `--resume`: the code given, or the one left last.
  func code(_ given: String) throws -> String {
    if !given.isEmpty {
      let summary = try store.summary(of: given)
      if let person, person != summary.person {
        throw Failure(.notAllowed, "sitting \(summary.code) is somebody else's, not '\(person)'s.")
      }
      return summary.code
    }
    let unfinished = try store.sittings(person: person, unfinishedOnly: true)
    guard let last = unfinished.max(by: { ($0.lastEventAt ?? 0) < ($1.lastEventAt ?? 0) }) else {
      let whose = person.map { " of '\($0)'" } ?? ""
      throw Failure(.notFound, "There is no unfinished sitting\(whose); begin one with cat take.")
    }
    return last.code
  }

  /// Below 2⁵³, so that every JSON reader keeps it whole.
  func drawnSeed() -> UInt64 { seed ?? UInt64.random(in: 0..<(1 << 53)) }

  private func onBestTerminal(
    isPlain: Bool, fullScreen: (CursesTerminal) throws -> String?, plain: () throws -> Void
  ) throws {
    let capabilities = TerminalCapabilities.current
    guard !isPlain, capabilities.isFullScreen else {
      // Where somebody sits at a terminal that cannot do more, they should know why.
      if !isPlain, isatty(STDOUT_FILENO) == 1, let obstacle = capabilities.obstacle {
        writeError("\(obstacle)")
      }
      return try plain()
    }
    TerminalSignals.block()
    let farewell = try CursesTerminal.open(fullScreen)
    if let farewell { write(farewell + "\n") }
  }
}
