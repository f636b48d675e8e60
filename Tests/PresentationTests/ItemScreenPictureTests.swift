import Terminal
import Testing

@testable import Presentation

/// Every face of the question screen at 80×24 and at 40×12.
struct ItemScreenPictureTests {
  @Test func choice() {
    expectPictures(
      of: ItemScreen(view(of: flour, secondsLeft: 760)), after: .character("b"),
      wide: """
         Numeracy · Fractions                                                12:40 left

         ──────────────────────────────────────────────────────────────────────────────

           A recipe for 6 people needs ¾ kg of flour.

           How much flour is needed for 10 people?


             A   1 kg
           ▸ B   1¼ kg
             C   1½ kg
             D   7½ kg








         ──────────────────────────────────────────────────────────────────────────────
         Question 7  ▰▰▰▰▰▰▱▱▱▱   about 5 to 9 more
         A–D choose   Enter confirm   n note   p pause   ? help   q leave, go on later
        """,
      narrow: """
         Question 7  ▰▰▰▰▱▱▱▱             12:40
         A recipe for 6 people needs ¾ kg of
         flour.

         How much flour is needed for 10
         people?
           A  1 kg
         ▸ B  1¼ kg
           C  1½ kg
           D  7½ kg

         Enter confirm  ? help  q leave
        """)
  }

  @Test func multiple() {
    expectPictures(
      of: ItemScreen(view(of: primes)), after: .character("b"), .down, .down, .character(" "),
      wide: """
         Numeracy · Fractions

         ──────────────────────────────────────────────────────────────────────────────

           Choose all that are prime numbers.




             [ ] A   1
             [x] B   2
             [ ] C   9
           ▸ [x] D   11
             [ ] E   21


           Tick all that are right, then Enter.




         ──────────────────────────────────────────────────────────────────────────────
         Question 7  ▰▰▰▰▰▰▱▱▱▱   about 5 to 9 more
         A–E tick   Enter confirm   n note   p pause   ? help   q leave, go on later
        """,
      narrow: """
         Question 7  ▰▰▰▰▱▱▱▱  5 to 9 more
         Choose all that are prime numbers.

           [ ] A  1
           [x] B  2
           [ ] C  9
         ▸ [x] D  11
           [ ] E  21


         Tick all that are right, then Enter.
         Enter confirm  ? help  q leave
        """)
  }

  @Test func numeric() {
    expectPictures(
      of: ItemScreen(view(of: ribbon)), after: .character("2"), .character("5"),
      wide: """
         Numeracy · Fractions

         ──────────────────────────────────────────────────────────────────────────────

           A ribbon of 2 m is cut into 8 equal pieces. How long is a piece?




           Your answer: [25              ] cm


           A number, such as 12, −3.5 or 3/4.








         ──────────────────────────────────────────────────────────────────────────────
         Question 7  ▰▰▰▰▰▰▱▱▱▱   about 5 to 9 more
         Enter confirm   n note   p pause   ? help   q leave, go on later
        """,
      narrow: """
         Question 7  ▰▰▰▰▱▱▱▱  5 to 9 more
         A ribbon of 2 m is cut into 8 equal
         pieces. How long is a piece?

         Your answer: [25              ] cm





         A number, such as 12, −3.5 or 3/4.
         Enter confirm  ? help  q leave
        """)
  }

  @Test func text() {
    expectPictures(
      of: ItemScreen(view(of: mode)), after: .character("m"), .character("?"), .character("q"),
      wide: """
         Numeracy · Fractions

         ──────────────────────────────────────────────────────────────────────────────

           What is the value that occurs most often in a set of data called?




           Your answer: [m?q                                     ]











         ──────────────────────────────────────────────────────────────────────────────
         Question 7  ▰▰▰▰▰▰▱▱▱▱   about 5 to 9 more
         Enter confirm   Ctrl-N note   Ctrl-P pause   F1 help   Esc leave, go on later
        """,
      narrow: """
         Question 7  ▰▰▰▰▱▱▱▱  5 to 9 more
         What is the value that occurs most
         often in a set of data called?

         Your answer: [m?q                    ]






         Enter confirm  F1 help  Esc leave
        """)
  }

  @Test func practice() {
    expectPictures(
      of: ItemScreen(view(of: flour, number: nil)),
      wide: """
         Numeracy

         ──────────────────────────────────────────────────────────────────────────────

           A recipe for 6 people needs ¾ kg of flour.

           How much flour is needed for 10 people?


             A   1 kg
             B   1¼ kg
             C   1½ kg
             D   7½ kg


           Choose an answer: press its letter.





         ──────────────────────────────────────────────────────────────────────────────
         Practice  This one does not count.
         A–D choose   Enter confirm   ? help   q leave
        """,
      narrow: """
         Practice  does not count
         A recipe for 6 people needs ¾ kg of
         flour.

         How much flour is needed for 10
         people?
           A  1 kg
           B  1¼ kg
           C  1½ kg
           D  7½ kg
         Choose an answer: press its letter.
         Enter confirm  ? help  q leave
        """)
  }

  @Test func refusal() {
    expectPictures(
      of: ItemScreen(view(of: ribbon)), after: .enter,
      wide: """
         Numeracy · Fractions

         ──────────────────────────────────────────────────────────────────────────────

           A ribbon of 2 m is cut into 8 equal pieces. How long is a piece?




           Your answer: [                ] cm


           Please type a number, such as 12, -3.5 or 3/4.








         ──────────────────────────────────────────────────────────────────────────────
         Question 7  ▰▰▰▰▰▰▱▱▱▱   about 5 to 9 more
         Enter confirm   n note   p pause   ? help   q leave, go on later
        """,
      narrow: """
         Question 7  ▰▰▰▰▱▱▱▱  5 to 9 more
         A ribbon of 2 m is cut into 8 equal
         pieces. How long is a piece?

         Your answer: [                ] cm




         Please type a number, such as 12, -3.5
         or 3/4.
         Enter confirm  ? help  q leave
        """)
  }

  @Test func help() {
    expectPictures(
      of: ItemScreen(view(of: flour)), after: .character("?"),
      wide: """
         Numeracy · Fractions

         ──────────────────────────────────────────────────────────────────────────────

           A recipe for 6 people needs ¾ kg of flour.
                ┌─ Help ───────────────────────────────────────────────────────┐
           How m│ Choose by letter, number, arrows or mouse. Nothing counts    │
                │ before you press Enter. If you do not know, choose what      │
                │ seems most likely. About half of the questions will feel     │
             A  │ hard: that is how this test finds your level.                │
             B  │                                                              │
             C  │ A–D     choose                                               │
             D  │ Enter   confirm                                              │
                │ n       note                                                 │
                │ p       pause                                                │
                │ ?       help                                                 │
                │ q       leave, go on later                                   │
                └──────────────────────────────────────────────────────────────┘



         ──────────────────────────────────────────────────────────────────────────────
         Question 7  ▰▰▰▰▰▰▱▱▱▱   about 5 to 9 more
         Esc back
        """,
      narrow: """
         Question 7  ▰▰▰▰▱▱▱▱  5 to 9 more
        ┌─ Help ───────────────────────────────┐
        │ Choose by letter, number, arrows or  │
        │ mouse. It counts once you press      │
        │ Enter.                               │
        │                                      │
        │ A–D choose   Enter confirm   n note  │
        │ p pause   ? help                     │
        │ q leave, go on later                 │
        └──────────────────────────────────────┘

         Esc back
        """)
  }

  @Test func note() {
    expectPictures(
      of: ItemScreen(view(of: flour)), after: .character("n"), .character("H"), .character("m"),
      wide: """
         Numeracy · Fractions

         ──────────────────────────────────────────────────────────────────────────────

           A recipe for 6 people needs ¾ kg of flour.

           How much flour is needed for 10 people?


           A note for the person in charge
           ──────────────────────────────────────────────────────────────────────────
           Hm







           ──────────────────────────────────────────────────────────────────────────

         ──────────────────────────────────────────────────────────────────────────────
         Question 7  ▰▰▰▰▰▰▱▱▱▱   about 5 to 9 more
         Enter keep the note   Esc back
        """,
      narrow: """
         Question 7  ▰▰▰▰▱▱▱▱  5 to 9 more
         A recipe for 6 people needs ¾ kg of
         flour.

         How much flour is needed for 10
         people?
         A note for the person in charge
         ──────────────────────────────────────
         Hm
         ──────────────────────────────────────

         Enter keep the note  Esc back
        """)
  }

  @Test func leaving() {
    expectPictures(
      of: ItemScreen(view(of: flour)), after: .character("q"),
      wide: """
         Numeracy · Fractions

         ──────────────────────────────────────────────────────────────────────────────

           A recipe for 6 people needs ¾ kg of flour.

           How much flour is needed for 10 people?

                ┌─ Leave ──────────────────────────────────────────────────────┐
             A  │ Leave now? Every answer you confirmed is safe, and you can   │
             B  │ go on where you stopped.                                     │
             C  │                                                              │
             D  │ Enter   leave                                                │
                │ Esc     stay                                                 │
                └──────────────────────────────────────────────────────────────┘






         ──────────────────────────────────────────────────────────────────────────────
         Question 7  ▰▰▰▰▰▰▱▱▱▱   about 5 to 9 more
         Enter leave   Esc stay
        """,
      narrow: """
         Question 7  ▰▰▰▰▱▱▱▱  5 to 9 more
        ┌─ Leave ──────────────────────────────┐
        │ Leave now? Every answer you          │
        │ confirmed is safe, and you can go on │
        │ where you stopped.                   │
        │                                      │
        │ Enter   leave                        │
        │ Esc     stay                         │
        └──────────────────────────────────────┘
           D  7½ kg

         Enter leave  Esc stay
        """)
  }

  @Test func paused() {
    var screen = ItemScreen(view(of: flour, secondsLeft: 760))
    screen.hide()
    expectPictures(
      of: screen,
      wide: """
         Numeracy · Fractions                                                12:40 left

         ──────────────────────────────────────────────────────────────────────────────

           Pause

           The question is hidden and the clock stands still. Your answers so far are
           safe.

           Press Enter when you are ready to go on.











         ──────────────────────────────────────────────────────────────────────────────
         Question 7  ▰▰▰▰▰▰▱▱▱▱   about 5 to 9 more
         Enter go on   q leave, go on later
        """,
      narrow: """
         Question 7  ▰▰▰▰▱▱▱▱             12:40
         Pause

         The question is hidden and the clock
         stands still. Your answers so far are
         safe.

         Press Enter when you are ready to go
         on.


         Enter go on  q leave
        """)
  }

  @Test func theLastMinute() {
    var last = view(of: primes, number: 27, secondsLeft: 45)
    last.remaining = 0...0
    expectPictures(
      of: ItemScreen(last),
      wide: """
         Numeracy · Fractions                                the last minute: 0:45 left

         ──────────────────────────────────────────────────────────────────────────────

           Choose all that are prime numbers.




             [ ] A   1
             [ ] B   2
             [ ] C   9
             [ ] D   11
             [ ] E   21


           Tick all that are right, then Enter.




         ──────────────────────────────────────────────────────────────────────────────
         Question 27  ▰▰▰▰▰▰▱▱▱▱   probably the last one
         A–E tick   Enter confirm   n note   p pause   ? help   q leave, go on later
        """,
      narrow: """
         Question 27           last minute 0:45
         Choose all that are prime numbers.

           [ ] A  1
           [ ] B  2
           [ ] C  9
           [ ] D  11
           [ ] E  21


         Tick all that are right, then Enter.
         Enter confirm  ? help  q leave
        """)
  }

  @Test func anAnswerIsSaved() {
    var screen = ItemScreen(view(of: flour, number: 6))
    screen.show(view(of: mode))
    expectPictures(
      of: screen,
      wide: """
         Numeracy · Fractions

         ──────────────────────────────────────────────────────────────────────────────

           What is the value that occurs most often in a set of data called?




           Your answer: [                                        ]


           ✓ Question 6 is saved.








         ──────────────────────────────────────────────────────────────────────────────
         Question 7  ▰▰▰▰▰▰▱▱▱▱   about 5 to 9 more
         Enter confirm   Ctrl-N note   Ctrl-P pause   F1 help   Esc leave, go on later
        """,
      narrow: """
         Question 7  ▰▰▰▰▱▱▱▱  5 to 9 more
         What is the value that occurs most
         often in a set of data called?

         Your answer: [                       ]





         ✓ Question 6 is saved.
         Enter confirm  F1 help  Esc leave
        """)
  }

  @Test func aMessageOfSeveralLines() {
    var screen = ItemScreen(view(of: flour))
    screen.say(
      "Not kept: the disk is full; make room and press Enter again, or leave and tell the person in "
        + "charge.")
    expectPictures(
      of: screen,
      wide: """
         Numeracy · Fractions

         ──────────────────────────────────────────────────────────────────────────────

           A recipe for 6 people needs ¾ kg of flour.

           How much flour is needed for 10 people?


             A   1 kg
             B   1¼ kg
             C   1½ kg
             D   7½ kg


           Not kept: the disk is full; make room and press Enter again, or leave and
           tell the person in charge.




         ──────────────────────────────────────────────────────────────────────────────
         Question 7  ▰▰▰▰▰▰▱▱▱▱   about 5 to 9 more
         A–D choose   Enter confirm   n note   p pause   ? help   q leave, go on later
        """,
      narrow: """
         Question 7  ▰▰▰▰▱▱▱▱  5 to 9 more
         A recipe for 6 people needs ¾ kg of
         flour.
         ▾ more
           A  1 kg
           B  1¼ kg
           C  1½ kg
           D  7½ kg
         Not kept: the disk is full; make room
         and press Enter again, or leave and
         tell the person in charge.
         Enter confirm  ? help  q leave
        """)
  }

  @Test func aLongStem() {
    expectPictures(
      of: ItemScreen(view(of: reading)),
      wide: """
         Numeracy · Fractions

         ──────────────────────────────────────────────────────────────────────────────


           Sentence 1 of a long text that one has to read before one answers.
           Sentence 2 of a long text that one has to read before one answers.
           Sentence 3 of a long text that one has to read before one answers.
           Sentence 4 of a long text that one has to read before one answers.
           Sentence 5 of a long text that one has to read before one answers.
           Sentence 6 of a long text that one has to read before one answers.
           Sentence 7 of a long text that one has to read before one answers.
           Sentence 8 of a long text that one has to read before one answers.
           Sentence 9 of a long text that one has to read before one answers.
           Sentence 10 of a long text that one has to read before one answers.
           ▾ more
             A   The first sentence says the most, because it comes before all the
                 others and sets the tone.
             B   The last one does.
             C   None of them says much.

         ──────────────────────────────────────────────────────────────────────────────
         Question 7  ▰▰▰▰▰▰▱▱▱▱   about 5 to 9 more
         A–C choose   Enter confirm   PgDn read on   ? help   q leave, go on later
        """,
      narrow: """
         Question 7  ▰▰▰▰▱▱▱▱  5 to 9 more
         Sentence 1 of a long text that one has
         to read before one answers. Sentence 2
         of a long text that one has to read
         ▾ more
           A  The first sentence says the most,
              because it comes before all the
              others and sets the tone.
           B  The last one does.
           C  None of them says much.
         PgDn shows more of the question.
         Enter confirm  ? help  q leave
        """)
  }

  @Test func aLongStemReadOn() {
    expectPictures(
      of: ItemScreen(view(of: reading)), after: .pageDown, .pageDown, .character("c"),
      wide: """
         Numeracy · Fractions

         ──────────────────────────────────────────────────────────────────────────────

           ▴ more
           Sentence 5 of a long text that one has to read before one answers.
           Sentence 6 of a long text that one has to read before one answers.
           Sentence 7 of a long text that one has to read before one answers.
           Sentence 8 of a long text that one has to read before one answers.
           Sentence 9 of a long text that one has to read before one answers.
           Sentence 10 of a long text that one has to read before one answers.
           Sentence 11 of a long text that one has to read before one answers.
           Sentence 12 of a long text that one has to read before one answers.
           Sentence 13 of a long text that one has to read before one answers.
           Sentence 14 of a long text that one has to read before one answers.

             A   The first sentence says the most, because it comes before all the
                 others and sets the tone.
             B   The last one does.
           ▸ C   None of them says much.

         ──────────────────────────────────────────────────────────────────────────────
         Question 7  ▰▰▰▰▰▰▱▱▱▱   about 5 to 9 more
         A–C choose   Enter confirm   PgDn read on   ? help   q leave, go on later
        """,
      narrow: """
         Question 7  ▰▰▰▰▱▱▱▱  5 to 9 more
         long text that one has to read before
         one answers. Sentence 4 of a long text
         that one has to read before one
         ▴▾ more
           A  The first sentence says the most,
              because it comes before all the
              others and sets the tone.
           B  The last one does.
         ▸ C  None of them says much.
         PgDn shows more of the question.
         Enter confirm  ? help  q leave
        """)
  }

  @Test func code() {
    expectPictures(
      of: ItemScreen(view(of: program)),
      wide: """
         Numeracy · Fractions

         ──────────────────────────────────────────────────────────────────────────────

           What does this print?

           for i in 1 2 3
           do
               printf '%5d\\n' $((10 ** i))
           done | sort --numeric-sort --reverse


             A   `10` last
             B   `1000` last







         ──────────────────────────────────────────────────────────────────────────────
         Question 7  ▰▰▰▰▰▰▱▱▱▱   about 5 to 9 more
         A–B choose   Enter confirm   n note   p pause   ? help   q leave, go on later
        """,
      narrow: """
         Question 7  ▰▰▰▰▱▱▱▱  5 to 9 more
         What does this print?

         for i in 1 2 3
         do
             printf '%5d\\n' $((10 ** i))
         done | sort --numeric-sort --reverse

           A  `10` last
           B  `1000` last

         Enter confirm  ? help  q leave
        """)
  }

  @Test func manyScripts() {
    expectPictures(
      of: ItemScreen(view(of: scripts, domain: "言葉 👩‍👩‍👧")), after: .character("d"),
      wide: """
         Numeracy · 言葉 👩‍👩‍👧

         ──────────────────────────────────────────────────────────────────────────────

           「日本語」の文は、幅の広い文字で書かれています。 Wie heißt „é“? 👩‍👩‍👧 + 🇩🇪 =
           ก็



             A   漢字かな交じり文
             B   👍🏽 thumb
             C   क्षि
           ▸ D   café








         ──────────────────────────────────────────────────────────────────────────────
         Question 7  ▰▰▰▰▰▰▱▱▱▱   about 5 to 9 more
         A–D choose   Enter confirm   n note   p pause   ? help   q leave, go on later
        """,
      narrow: """
         Question 7  ▰▰▰▰▱▱▱▱  5 to 9 more
         「日本語」の文は、幅の広い文字で書かれ
         ています。 Wie heißt „é“? 👩‍👩‍👧 + 🇩🇪 = ก็

           A  漢字かな交じり文
           B  👍🏽 thumb
           C  क्षि
         ▸ D  café



         Enter confirm  ? help  q leave
        """)
  }

  @Test func colourOnlyRepeatsWhatIsSaid() {
    let screen = ItemScreen(view(of: primes, secondsLeft: 45)).after(.character("b"), .enter)
    let lines = screen.picture(rows: 24, columns: 80).markedText.split(separator: "\n")
    #expect(lines[0].hasSuffix("⟨caution bold:the last minute: 0:45 left⟩"))
    #expect(lines.contains("   ⟨accent bold:▸ [x] B⟩   ⟨bold:2⟩"))
    #expect(lines.contains("     [ ] A   1"))
  }
}
