/// What `SimulationReportTests` expects, by columns.
enum SimulationReportPictures {
  static let oneDesign = [80: wide, 40: narrow]

  private static let wide = """
    bank: a simulated test

    40 simulated people, abilities on a line, seed 7. 40 tests in 10 ms.

    The test starts at ability 0 logits, the middle of the prior. The next item is
    the one that tells most about the person (maximum Fisher information at the
    current estimate). The content domains share the items: even 66.67 %, odd 33.33
    %; the one furthest behind comes next. Ability is estimated by expected a
    posteriori (EAP) (normal prior, mean 0, SD 1). It ends when 3 items have been
    given, or when the bank has nothing more to give.

    items         3.0 on average, SD 0.0, from 3 to 3
    bias          0.000
    RMSE          0.200
    SE            0.250 on average, as the tests say it
    correlation   .985 of estimates with truth
    coverage      1.000 of people within 1.96 SE of the truth
    top exposure  1.00
    overlap       1.00 of the items of two tests
    never given   5 of 8 items

    Why tests ended
    because                                  tests    share
    the largest number of items was reached     40  100.0 %

    By true ability

    In tenths of the people
            true θ  people  items  bias  RMSE    SE     r  covers
    −2.00 to −1.70       4    3.0  0.00  0.20  0.25  .124   1.000
    −1.60 to −1.30       4    3.0  0.00  0.20  0.25  .124   1.000
    −1.20 to −0.90       4    3.0  0.00  0.20  0.25  .124   1.000
    −0.80 to −0.50       4    3.0  0.00  0.20  0.25  .124   1.000
    −0.40 to −0.10       4    3.0  0.00  0.20  0.25  .124   1.000
      0.00 to 0.30       4    3.0  0.00  0.20  0.25  .124   1.000
      0.40 to 0.70       4    3.0  0.00  0.20  0.25  .124   1.000
      0.80 to 1.10       4    3.0  0.00  0.20  0.25  .124   1.000
      1.20 to 1.50       4    3.0  0.00  0.20  0.25  .124   1.000
      1.60 to 1.90       4    3.0  0.00  0.20  0.25  .124   1.000

    Error by true ability
    logits   ── RMSE   ╌╌ mean SE
        │⠤⠄ ⠤⠤⠄ ⠤⠤⠄⠠⠤⠤ ⠠⠤⠤ ⠠⠤⠄ ⠤⠤⠄ ⠤⠤⠄ ⠤⠤ ⠠⠤⠤ ⠠⠤⠤ ⠤⠤⠄ ⠤⠤⠄ ⠤⠤ ⠠⠤⠤ ⠠⠤⠤ ⠠⠤⠄ ⠤⠤⠄ ⠤⠤⠄
        │
    0.2 ┤⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉
        │
        │
    0.1 ┤
        │
        │
      0 ┤
        └──────┬─────────┬─────────┬─────────┬─────────┬─────────┬─────────┬────
             -1.5       -1       -0.5        0        0.5        1        1.5
                                                                          true θ

    Bias by true ability
    bias
      0.1 ┤
          │
     0.05 ┤⡀                 ⢀⡠⣀                 ⣀⢄⡀                ⢀⡠⣀
          │⠈⠑⠤⡀            ⡠⠔⠁  ⠑⠤⡀           ⢀⠤⠊  ⠈⠢⢄            ⡠⠔⠁  ⠑⠤⡀
        0 ┤ ⠂ ⠊⠑⠦⣀⠂ ⠂ ⠂ ⢂⠔⠊ ⠂ ⠂ ⠂ ⠊⠑⠦⡀⠂ ⠂ ⠂ ⡢⠒⠃ ⠂ ⠂ ⠂ ⠋⠢⢆ ⠂ ⠂ ⠂⢀⠖⠊⠂ ⠂ ⠂ ⠂⠈⠓⠤⡂ ⠂
          │       ⠑⠢⣀⢀⡠⠊⠁            ⠈⠒⢄⡀⣀⠔⠉             ⠑⠢⣀⢀⡠⠊⠁            ⠈⠒⢄⡀
    -0.05 ┤          ⠁                  ⠈                   ⠁                  ⠈
          │
     -0.1 ┤
          └──────┬────────┬─────────┬─────────┬─────────┬─────────┬────────┬────
               -1.5      -1       -0.5        0        0.5        1       1.5
                                                                          true θ

    Length by true ability
    items
    3 ┤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤
      │
      │
    2 ┤
      │
      │
    1 ┤
      │
    0 ┤
      └──────┬─────────┬──────────┬─────────┬─────────┬──────────┬─────────┬────
           -1.5       -1        -0.5        0        0.5         1        1.5
                                                                          true θ

    On the right side of the cut

    The classes that the cuts make together
    classes  right  kappa
          3   .925   .880

    People on the right side; sensitivity is of those truly at or above, specificity
    of those truly below
    cut at θ  right  sensitivity  specificity  kappa
        0.00   .950         .950         .950   .900
        1.00   .975         .900        1.000   .931

    Content

    100.0 % of people got every domain within one item of its target.

    Shares of a person's test
    domain  target  mean  least  most
    even      .667  .667   .667  .667
    odd       .333  .333   .333  .333

    Exposure

    How often the 8 items were given, as a share of the tests
    never        ████████████████████████  5 items
    up to .01    ░░░░░░░░░░░░░░░░░░░░░░░░  0 items
    .01 to .05   ░░░░░░░░░░░░░░░░░░░░░░░░  0 items
    .05 to .10   ░░░░░░░░░░░░░░░░░░░░░░░░  0 items
    .10 to .20   ░░░░░░░░░░░░░░░░░░░░░░░░  0 items
    .20 to .30   ░░░░░░░░░░░░░░░░░░░░░░░░  0 items
    .30 to .50   ░░░░░░░░░░░░░░░░░░░░░░░░  0 items
    .50 to 1.00  ██████████████░░░░░░░░░░  3 items

    Given most often
    item    domain   rate
    item-0  even    1.000
    item-1  odd     1.000
    item-2  even    1.000

    Never given: item-3, item-4, item-5, item-6, item-7.

    """

  private static let narrow = """
    bank: a simulated test

    40 simulated people, abilities on a
    line, seed 7. 40 tests in 10 ms.

    The test starts at ability 0 logits, the
    middle of the prior. The next item is
    the one that tells most about the person
    (maximum Fisher information at the
    current estimate). The content domains
    share the items: even 66.67 %, odd 33.33
    %; the one furthest behind comes next.
    Ability is estimated by expected a
    posteriori (EAP) (normal prior, mean 0,
    SD 1). It ends when 3 items have been
    given, or when the bank has nothing more
    to give.

    items         3.0 on average, SD 0.0,
                  from 3 to 3
    bias          0.000
    RMSE          0.200
    SE            0.250 on average, as the
                  tests say it
    correlation   .985 of estimates with
                  truth
    coverage      1.000 of people within
                  1.96 SE of the truth
    top exposure  1.00
    overlap       1.00 of the items of two
                  tests
    never given   5 of 8 items

    Why tests ended
    because                   tests    share
    the largest number of i…     40  100.0 %

    By true ability

    In tenths of the people
            true θ  items  bias  RMSE    SE
    −2.00 to −1.70    3.0  0.00  0.20  0.25
    −1.60 to −1.30    3.0  0.00  0.20  0.25
    −1.20 to −0.90    3.0  0.00  0.20  0.25
    −0.80 to −0.50    3.0  0.00  0.20  0.25
    −0.40 to −0.10    3.0  0.00  0.20  0.25
      0.00 to 0.30    3.0  0.00  0.20  0.25
      0.40 to 0.70    3.0  0.00  0.20  0.25
      0.80 to 1.10    3.0  0.00  0.20  0.25
      1.20 to 1.50    3.0  0.00  0.20  0.25
      1.60 to 1.90    3.0  0.00  0.20  0.25

    Error by true ability
    logits   ── RMSE   ╌╌ mean SE
        │⠒⠂ ⠒⠒⠂⠐⠒⠒ ⠒⠒⠂ ⠒⠒ ⠐⠒⠒ ⠒⠒⠂⠐⠒⠒ ⠐⠒⠂ ⠒⠒⠂
    0.2 ┤⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒
        │
    0.1 ┤
        │
      0 ┤
        └────────┬────────┬─────────┬───────
                -1        0         1
                                      true θ

    Bias by true ability
    bias
     0.1 ┤
         │⡀        ⢀         ⡀        ⢀
       0 ┤⠈⡢⡀⡀ ⡀ ⣀⠔⡁⠑⣄ ⡀ ⡀ ⡠⠊⡈⠢⡀ ⡀ ⡀⢀⡔⠁⡑⢄⡀ ⡀
         │  ⠈⠑⢄⢀⠔⠁    ⠉⠢⡀⡠⠊    ⠈⠑⢄⢀⠔⠁    ⠉⠢⡀
         │     ⠁        ⠈         ⠁        ⠈
    -0.1 ┤
         └───────┬─────────┬─────────┬──────
                -1         0         1
                                      true θ

    Length by true ability
    items
      │⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒
      │
    2 ┤
      │
      │
    0 ┤
      └────────┬──────────┬─────────┬───────
              -1          0         1
                                      true θ

    On the right side of the cut

    The classes that the cuts make together
    classes  right  kappa
          3   .925   .880

    People on the right side; sensitivity is
    of those truly at or above, specificity
    of those truly below
    cut at θ  right  sensitivity
        0.00   .950         .950
        1.00   .975         .900

    Content

    100.0 % of people got every domain
    within one item of its target.

    Shares of a person's test
    domain  target  mean  least  most
    even      .667  .667   .667  .667
    odd       .333  .333   .333  .333

    Exposure

    How often the 8 items were given, as a
    share of the tests
    never        ██████████████████  5 items
    up to .01    ░░░░░░░░░░░░░░░░░░  0 items
    .01 to .05   ░░░░░░░░░░░░░░░░░░  0 items
    .05 to .10   ░░░░░░░░░░░░░░░░░░  0 items
    .10 to .20   ░░░░░░░░░░░░░░░░░░  0 items
    .20 to .30   ░░░░░░░░░░░░░░░░░░  0 items
    .30 to .50   ░░░░░░░░░░░░░░░░░░  0 items
    .50 to 1.00  ███████████░░░░░░░  3 items

    Given most often
    item    domain   rate
    item-0  even    1.000
    item-1  odd     1.000
    item-2  even    1.000

    Never given: item-3, item-4, item-5,
    item-6, item-7.

    """
}
