import ItemResponse

/// The first line of a bank file.
struct BankLine {
  var name: String?
  var title: String?
  var about: String?
  var language: String?
  var scale: Bank.Scale
  var domains: [Bank.Domain]
  var levels: [Bank.Level]
  var sets: [Bank.StimulusSet]
  var practice: Item?
  var design: JSONValue?
  var source: String?
  var licence: String?

  init(_ fields: inout FieldReader) {
    name = fields.identifier("bank")
    title = fields.string("title")
    about = fields.string("about")
    language = fields.string("language")
    let source = fields.string("source")
    let licence = fields.string("licence")
    self.source = source
    self.licence = licence
    design = fields.object("design").map(JSONValue.object)

    scale = Bank.Scale(mean: 500, standardDeviation: 100)
    if let object = fields.object("scale") {
      scale = fields.nested(object, in: "scale") { reader in
        let mean = reader.number("mean") ?? 500
        let deviation = reader.number("sd") ?? 100
        if deviation <= 0 { reader.error("'sd' is \(deviation); it must be greater than 0.") }
        return Bank.Scale(mean: mean, standardDeviation: deviation)
      }
    }
    domains = []
    for object in fields.objects("domains") ?? [] {
      let domain = fields.nested(object, in: "domains") { reader in
        let id = reader.identifier("id") ?? ""
        return Bank.Domain(id: id, title: reader.string("title") ?? id)
      }
      if domains.contains(where: { $0.id == domain.id }) {
        fields.error("domains: '\(domain.id)' is there twice; name each domain once.")
      }
      domains.append(domain)
    }
    levels = []
    for object in fields.objects("levels") ?? [] {
      let level = fields.nested(object, in: "levels") { reader in
        Bank.Level(from: reader.number("from") ?? 0, text: reader.requiredString("text"))
      }
      if let last = levels.last, level.from <= last.from {
        fields.error("levels: 'from' must rise from one level to the next.")
      }
      levels.append(level)
    }
    sets = []
    for object in fields.objects("sets") ?? [] {
      sets.append(fields.nested(object, in: "sets") { Bank.StimulusSet(&$0) })
    }
    if let object = fields.object("practice") {
      practice = fields.nested(object, in: "practice") { reader in
        let id = reader.identifier("item_id") ?? "practice"
        let item = Item(id: id, fields: &reader, source: source, licence: licence)
        if item.question == nil { reader.error("a practice item needs a 'stem' and an answer.") }
        return item
      }
    }
  }
}

extension ResponseRecord {
  init(_ fields: inout FieldReader) {
    let subject = fields.identifier("subject_id") ?? ""
    let group = fields.string("group")
    var scores: [String: Int] = [:]
    if !fields.has("responses") { fields.error("'responses' is missing.") }
    for (item, value) in (fields.object("responses") ?? [:]).sorted(by: { $0.key < $1.key }) {
      switch value {
      case .null:
        continue
      case .bool(let isRight):
        scores[item] = isRight ? 1 : 0
      case .number(let number) where number >= 0 && number < 1000 && number == number.rounded():
        scores[item] = Int(number)
      default:
        fields.error("the response to '\(item)' must be a score: 0, 1, or a higher whole number.")
      }
    }
    self.init(subject: subject, scores: scores, group: group)
  }
}
