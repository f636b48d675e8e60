import Foundation
import LearnerModels
import Presentation

/// A fitted model of choices as `--out` writes it: what is needed to predict, under names that people can read.
struct SavedChoiceModel: Codable {
  struct Subject: Codable {
    let subject: String
    /// On the unconstrained scale, in the order of `parameters`.
    let values: [Double]
  }

  let format: String
  let version: Int
  let model: LearnerModelName
  let form: ChoiceModelForm
  let contexts: [String]
  let states: [String]
  let actions: [String]
  let parameters: [String]
  /// `nil` where each subject was fitted alone.
  let group: GroupDistribution?
  let subjects: [Subject]

  static let format = "cat learner model"

  init(
    form: ChoiceModelForm, log: ChoiceLog, parameters: [String], group: GroupDistribution?,
    subjects: [Subject]
  ) {
    format = Self.format
    version = 1
    model = form.model
    self.form = form
    contexts = log.contexts
    states = log.states
    actions = log.actions
    self.parameters = parameters
    self.group = group
    self.subjects = subjects
  }

  func encoded() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + "\n".utf8
  }

  /// Whether what was read fits together.
  var isWhole: Bool {
    func isPoint(_ values: [Double]) -> Bool {
      values.count == parameters.count && values.allSatisfy(\.isFinite)
    }
    return subjects.allSatisfy { isPoint($0.values) }
      && (group.map { isPoint($0.means) && isPoint($0.deviations) } ?? true)
      && actions.count > 1 && !contexts.isEmpty && !states.isEmpty && form.isPossible
  }

  /// The same choices counted by this model's contexts, states and actions.
  func translated(_ log: ChoiceLog, file: String) throws -> ChoiceLog {
    func places(_ names: [String], in own: [String], _ noun: String) throws -> [Int] {
      try names.map { name in
        guard let place = own.firstIndex(of: name) else {
          throw Failure(
            .badData,
            "the data have \(noun) '\(name)', and the model of \(file) was fitted without it; it knows "
              + own.prefix(8).map { "'\($0)'" }.joined(separator: ", ") + ".")
        }
        return place
      }
    }
    let contexts = try places(log.contexts, in: self.contexts, "context")
    let states = try places(log.states, in: self.states, "state")
    // Numbered actions are filled up, so only those chosen count.
    let chosen = Set(log.sequences.joined().map(\.action))
    let actions = try log.actions.indices.map { index in
      chosen.contains(index) ? try places([log.actions[index]], in: self.actions, "action")[0] : -1
    }
    return ChoiceLog(
      subjects: log.subjects, contexts: self.contexts, states: self.states, actions: self.actions,
      sequences: log.sequences.map { sequence in
        sequence.map {
          ChoiceLog.Trial(
            context: contexts[$0.context], state: states[$0.state], action: actions[$0.action],
            reward: $0.reward, block: $0.block)
        }
      }, recordIndices: log.recordIndices)
  }
}

/// A file that `--out` wrote, before it is known of what.
struct SavedModelFile {
  let model: LearnerModelName
  private let path: String
  private let data: Data

  /// - Throws: `Failure` where the file is not there or holds no model.
  init(_ path: String) throws {
    self.path = path
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Failure(.notFound, "\(path): there is no such file, or it cannot be read.")
    }
    self.data = data
    struct Head: Decodable {
      let format: String
      let version: Int
      let model: LearnerModelName
    }
    guard let head = try? JSONDecoder().decode(Head.self, from: data),
      head.format == SavedChoiceModel.format
    else {
      throw Failure(
        .badData, "\(path): this is no model that 'cat learner fit --out' has written.")
    }
    guard head.version == 1 else {
      throw Failure(
        .badData, "\(path): the model was saved by a newer version of this program; update it.")
    }
    model = head.model
  }

  var damaged: Failure {
    Failure(.badData, "\(path): the saved model is damaged; fit it again.")
  }

  func decoded<Model: Decodable>(_ type: Model.Type) throws -> Model {
    guard let model = try? JSONDecoder().decode(type, from: data) else { throw damaged }
    return model
  }
}
