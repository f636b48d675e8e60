import AdaptiveTesting
import Foundation
import ItemBanks
import Testing

@testable import Presentation

/// A sitting in which everything happened that a report tells, in every format.
struct SessionReportGoldens {
  static let utc = TimeZone(secondsFromGMT: 0)!

  /// Eight answers, a pause, a note, a ruling.
  static func report() throws -> SessionReport {
    var session = try TestSession(bank: sampleBank(), design: sampleDesign, seed: 1)
    session.begin(at: start)
    session.advance(at: start)
    for (index, right) in mixed.enumerated() {
      let time = start + Int64(index + 1) * 10_000
      if index == 3 {
        session.pause(at: time - 9000)
        session.resume(at: time - 4000)
      }
      session.record(entry(session.currentItem?.question, right: right), at: time)
      session.advance(at: time)
    }
    session.note("Please look at the last one.", by: .student, at: start + 90_000)
    session.void("item-11", reason: "misprint", by: "Ms Reed", at: start + 95_000)
    return SessionReport(session, header: header(of: session))
  }

  @Test func proctor() throws {
    let text = try Self.report().document(timeZone: Self.utc).text(hasFigures: false)
    #expect(
      text
        == """
        Numeracy · sitting K7F-2QD

        Mira answered 8 questions in 1 minute. The provisional score is 599, most likely
        between 483 and 716. You can work with simple fractions with confidence. This
        bank's difficulty values are provisional: read the score as a first guide.

        The sitting

        person         Mira
        test           Numeracy (numeracy, generation 3, 0123456789ab)
        started        21 Nov 2026, 09:14
        finished       21 Nov 2026, 09:15
        ended because  the largest number of items was reached
        answers        8 answers, 1 of them taken out
        seed           1
        program        cat 0.1.0

        The score

        score           599
        95 % interval   483 to 716
        standard error  60 at this score; the test aims at 30
        scale           500 + 100 θ: people of the reference group average 500, SD 100
        reliability     .65 at this score
        ability         θ 0.99 logits, SE 0.60 (posterior SD), by expected a posteriori
                        (EAP)
        cut 430         at or above; the chance that the other side is true is 0.2 %
        parameters      provisional: an expert's guess, not yet estimated from answers

        Content

        domain             items  share  wanted
        Amounts                4   50 %    50 %
        Words and numbers      4   50 %    50 %

        The share of the bank's points that this person is expected to get
        Amounts            ██████████████████░░░░░░  75 %, good
        Words and numbers  █████████████████░░░░░░░  71 %, good

        Times and irregularities

        time            1 minute
        an answer took  10 s in the middle, 5 to 10 s
        interruptions   1 pause, 5 seconds away in all
        effort          100 % of the answers took time to be read

        provisional parameters  The score rests on items whose difficulty is an expert's
                                guess. It may be off by more than its standard error
                                says, and the flags of this sitting with it.

        Answers

        As it was during the test; what was taken out since no longer counts in the
        result.
        #  item     domain             answer              s  score after
        1  item-10  Words and numbers  B,D     right      10          552
        2  item-9   Amounts            B       right      10          580
        3  item-14  Words and numbers  A       wrong      10          555
        4  item-13  Amounts            B       right       5          587
        5  item-15  Amounts            1       wrong      10          570
        6  item-12  Words and numbers  mode    right      10          590
        7  item-11  Amounts            1       taken out  10          569
        8  item-8   Words and numbers  mode    right      10          579

        Notes and rulings

        21 Nov 2026, 09:15  student: Please look at the last one.
        21 Nov 2026, 09:15  Ms Reed took the answer to item-11 out: misprint

        The design in words

        The test starts at ability 0 logits, the middle of the prior. The next item is
        the one that tells most about the person (maximum Fisher information at the
        current estimate). Every content domain gets the same share of the items: the
        one furthest behind comes next. Ability is estimated by expected a posteriori
        (EAP) (normal prior, mean 0, SD 1). It ends when the standard error is 0.3
        logits or less, when 8 items have been given, or when the bank has nothing more
        to give, but not before 4 items while there are any. Afterwards the person may
        look at the items missed, with the right answers.
        """ + "\n")
  }

  @Test func student() throws {
    let text = try Self.report().text(for: .student, timeZone: Self.utc)
    #expect(
      text
        == """
        Numeracy: the result of Mira

        Thank you, Mira. 8 questions, 1 minute.

        Your score is 599 (provisional), most likely between 483 and 716. No test is
        exact: if you took another one like it, your score would probably lie in that
        range again.

        You can work with simple fractions with confidence.

        How many questions of each kind you would probably answer right
        Amounts            ██████████████████░░░░░░  good, 3 questions
        Words and numbers  █████████████████░░░░░░░  good, 4 questions

        1 answer did not count, for or against you.

        This bank's difficulty values are provisional: read the score as a first guide.

        The questions were chosen to fit you, so about half of them should have felt
        hard; that says nothing against you.

        test     Numeracy
        date     21 Nov 2026, 09:14
        sitting  K7F-2QD
        """ + "\n")
  }

  @Test func psychometrician() throws {
    let text = try Self.report().document(for: .psychometrician, timeZone: Self.utc)
      .text(hasFigures: false)
    let proctor = try Self.report().document(timeZone: Self.utc).text(hasFigures: false)
    let more = text.split(separator: "\n").filter { !proctor.contains($0) }.joined(separator: "\n")
    #expect(
      more
        == """
        reliability     .65 at this score (1 − SE² / σ², σ = 1.00 logits)
        What was computed
        looked for              statistic      value  raised from      p
        rapid guessing          rapid answers   0.00         1.00  1.000
        slow answers            z               0.34         2.44   .959
        fast right answers      z               0.72         1.64   .237
        provisional parameters  items           7.00                      raised
        #  item     answer              s     θ    SE   info
        1  item-10  B,D     right      10  0.52  0.88  0.351
        2  item-9   B       right      10  0.80  0.81  0.269
        3  item-14  A       wrong      10  0.55  0.74  0.282
        4  item-13  B       right       5  0.87  0.69  0.301
        5  item-15  1       wrong      10  0.70  0.65  0.288
        6  item-12  mode    right      10  0.90  0.62  0.274
        7  item-11  1       taken out  10  0.69  0.59  0.248
        8  item-8   mode    right      10  0.79  0.57  0.221
        Items
        #  item        a      b     c     d  expected   info  status
        1  item-10  1.20   0.25  0.00  1.00       .71  0.297  provisional
        2  item-9   1.15   0.00  0.00  1.00       .76  0.243  provisional
        3  item-14  1.15   1.25  0.00  1.00       .43  0.324  provisional
        4  item-13  1.10   1.00  0.00  1.00       .50  0.302  provisional
        5  item-15  1.20   1.50  0.00  1.00       .35  0.329  provisional
        6  item-12  1.05   0.75  0.00  1.00       .56  0.271  provisional
        7  item-11  1.00   0.50  0.00  1.00       .62  0.235  provisional
        8  item-8   1.10  −0.25  0.00  1.00       .80  0.196  provisional
        Why each item was chosen
        1  item-10: most informative of 16 eligible, 0.352 at θ 0.00; next item-9, 0.331
        2  item-9: most informative of 8 eligible, 0.303 at θ 0.52; next item-13, 0.282;
           kept out: 1 already given, 7 by content share
        3  item-14: most informative of 14 eligible, 0.310 at θ 0.80; next item-15,
           0.303; kept out: 2 already given
        4  item-13: most informative of 7 eligible, 0.285 at θ 0.55; next item-15,
           0.264; kept out: 3 already given, 6 by content share
        5  item-15: most informative of 12 eligible, 0.313 at θ 0.87; next item-12,
           0.275; kept out: 4 already given
        6  item-12: most informative of 6 eligible, 0.275 at θ 0.70; next item-8, 0.233;
           kept out: 5 already given, 5 by content share
        7  item-11: most informative of 10 eligible, 0.240 at θ 0.90; next item-16,
           0.210; kept out: 6 already given
        8  item-8: most informative of 5 eligible, 0.234 at θ 0.69; next item-16, 0.192;
           kept out: 7 already given, 4 by content share
        """)
  }

  @Test func sittingsAsCSV() throws {
    #expect(
      String(decoding: try [Self.report()].csv(), as: UTF8.self)
        == """
        session,bank,bank_version,person,status,voided,started,seconds,answers,score,low,high,theta,se,se_kind,reliability,stop_reason,flags
        K7F-2QD,numeracy,3,Mira,finished,no,2026-11-21T09:14:00.000Z,75.0,8,599.3391470006862,482.6798975160368,715.9983964853357,0.9933914700068626,0.5952002524727013,posterior_sd,0.6457366594564327,maximum_length,provisional_parameters
        """.replacing("\n", with: "\r\n") + "\r\n")
    #expect(
      String(decoding: try [Self.report()].csv(for: .student), as: UTF8.self)
        == """
        session,bank,bank_version,person,status,voided,started,seconds,answers,score,low,high
        K7F-2QD,numeracy,3,Mira,finished,no,2026-11-21T09:14:00.000Z,75.0,8,599.3391470006862,482.6798975160368,715.9983964853357
        """.replacing("\n", with: "\r\n") + "\r\n")
  }

  @Test func answersAsCSV() throws {
    let lines = String(decoding: try [Self.report()].csv(for: .psychometrician), as: UTF8.self)
      .components(separatedBy: "\r\n")
    #expect(lines.count == 10 && lines.last == "")
    #expect(
      lines[0] + "\n" + lines[1] + "\n" + lines[7]
        == """
        session,bank,bank_version,person,seq,item,domain,status,response,score,points,max_points,voided,seconds,theta,se,information,a,b,c,d,expected_share,criterion,criterion_value,eligible
        K7F-2QD,numeracy,3,Mira,1,item-10,words,provisional,"B,D",1,1,1,no,10.0,0.5213220465289096,0.8815464105243409,0.35062547530008686,1.2,0.25,0.0,1.0,0.7093171144578436,mfi,0.3520199688346741,16
        K7F-2QD,numeracy,3,Mira,7,item-11,amounts,provisional,1,0,0,1,yes,10.0,0.6946237510852481,0.5902316029566612,0.2476474654715316,1.0,0.5,0.0,1.0,0.6209050499351217,mfi,0.24021026483861632,10
        """)
  }
}
