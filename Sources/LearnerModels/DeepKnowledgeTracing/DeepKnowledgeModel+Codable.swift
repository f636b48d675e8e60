import Foundation
import Numerical

/// Everything readable but the weights, which are little-endian 32-bit floats in base64, row-major, gates
/// in the order input, forget, candidate, output. The last skill's rows stand for skills unknown.
extension DeepKnowledgeModel: Codable {
  private static let version = 1

  private enum CodingKeys: String, CodingKey {
    case model, version, skills, hidden, training
    case inputWeights = "input_weights"
    case recurrentWeights = "recurrent_weights"
    case gateBias = "gate_bias"
    case outputWeights = "output_weights"
    case outputBias = "output_bias"
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode("dkt", forKey: .model)
    try container.encode(Self.version, forKey: .version)
    try container.encode(skills, forKey: .skills)
    try container.encode(hidden, forKey: .hidden)
    try container.encode(training, forKey: .training)
    for part in Self.parts(of: weights) {
      var data = Data(capacity: 4 * part.rows * part.columns)
      for row in 0..<part.rows {
        for column in 0..<part.columns {
          let bits = part.base[row * part.stride + column].bitPattern
          withUnsafeBytes(of: bits.littleEndian) { data.append(contentsOf: $0) }
        }
      }
      try container.encode(data.base64EncodedString(), forKey: part.key)
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    guard try container.decode(String.self, forKey: .model) == "dkt" else {
      throw DeepKnowledgeTracingError.unusableFile("it holds another model")
    }
    let version = try container.decode(Int.self, forKey: .version)
    guard version == Self.version else {
      throw DeepKnowledgeTracingError.unusableFile(
        "its version is \(version), and \(Self.version) is the one known here")
    }
    let skills = try container.decode([String].self, forKey: .skills)
    let hidden = try container.decode(Int.self, forKey: .hidden)
    guard (1...4096).contains(hidden) else {
      throw DeepKnowledgeTracingError.unusableFile("\(hidden) hidden units are not 1 to 4096")
    }
    let weights = LSTMWeights(LSTMShape(skills: skills.count + 1, hidden: hidden))
    for part in Self.parts(of: weights) {
      try Self.read(container.decode(String.self, forKey: part.key), into: part)
    }
    try self.init(
      skills: skills, weights: weights,
      training: container.decode(Training.self, forKey: .training))
  }

  /// A matrix without its padding.
  private struct Part {
    let key: CodingKeys
    let base: UnsafeMutablePointer<Float>
    let rows: Int
    let columns: Int
    let stride: Int
  }

  private static func parts(of weights: LSTMWeights) -> [Part] {
    let shape = weights.shape
    func part(_ key: CodingKeys, _ base: UnsafeMutablePointer<Float>, rows: Int) -> Part {
      Part(key: key, base: base, rows: rows, columns: shape.hidden, stride: shape.width)
    }
    return [
      part(.inputWeights, weights.input, rows: 4 * shape.tokens),
      part(.recurrentWeights, weights.recurrent, rows: 4 * shape.hidden),
      part(.gateBias, weights.bias, rows: 4),
      part(.outputWeights, weights.output, rows: shape.skills),
      Part(
        key: .outputBias, base: weights.outputBias, rows: 1, columns: shape.skills,
        stride: shape.skills),
    ]
  }

  private static func read(_ text: String, into part: Part) throws {
    guard let data = Data(base64Encoded: text), data.count == 4 * part.rows * part.columns else {
      throw DeepKnowledgeTracingError.unusableFile(
        "\(part.key.rawValue) is not \(part.rows * part.columns) floats in base64")
    }
    try data.withUnsafeBytes { bytes in
      for row in 0..<part.rows {
        for column in 0..<part.columns {
          let offset = 4 * (row * part.columns + column)
          let bits = UInt32(
            littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
          let value = Float(bitPattern: bits)
          guard value.isFinite else {
            throw DeepKnowledgeTracingError.unusableFile(
              "\(part.key.rawValue) holds a value that is not finite")
          }
          part.base[row * part.stride + column] = value
        }
      }
    }
  }
}
