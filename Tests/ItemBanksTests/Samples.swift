/// Bank files for tests.
enum Samples {
  /// A bank with an item of every kind, and responses. Nothing is wrong with it.
  static let whole = #"""
    {"bank": "sample", "title": "A sample", "about": "Four items.", "language": "en", "scale": {"mean": 50, "sd": 10}, "domains": [{"id": "x", "title": "Ex"}, {"id": "y"}], "levels": [{"from": 0, "text": "low"}, {"from": 55, "text": "high"}], "design": {"stopping": {"max_items": 3}}, "practice": {"stem": "Ready?", "answers": ["yes"]}, "source": "bank source", "licence": "CC-BY-4.0"}
    {"item_id": "c-1", "stem": "Which?\n\n```\ncode  here\n```", "options": ["one", "two"], "key": "b", "domain": "x", "a": 1.1, "b": -0.3, "c": 0.2, "d": 0.95, "status": "calibrated", "rationale": "Because.", "misconceptions": {"a": "counts from one"}, "source": "own", "licence": "CC0-1.0"}
    {"item_id": "m-1", "stem": "Which ones?", "options": ["a", "b", "c"], "key": ["C", "A"], "domain": "y", "b": 0.5}
    {"item_id": "n-1", "stem": "How long is ¾ of it?", "answer": 2.5, "tolerance": 0.1, "unit": "cm", "status": "pretest"}
    {"item_id": "t-1", "stem": "List it.", "answers": ["ls -l"], "exact": true, "b": 1, "status": "retired"}
    {"item_id": "p-1", "a": 1.5, "b": 0.25, "domain": null}
    {"subject_id": "s1", "responses": {"c-1": 1, "m-1": 0}, "group": "g"}
    {"subject_id": "s2", "responses": {"c-1": 3, "m-1": null}}

    """#

  static func item(_ id: String) -> String { #"{"item_id": "\#(id)", "b": 0}"# }
}
