export const EVALUATE_HELP = `Usage: aix evaluate FILE.csv[.gz] --target COL --positive VALUE [OPTIONS]

Trains on a part of the leads, judges on the rest, and says whether a score from
these columns is worth acting on. Nothing leaves this machine.

  --target COL        the column that holds the outcome
  --positive VALUE    its value for a conversion; any other, or none, is no conversion
  --ignore A,B        columns to leave out: ids, and what is filled in after the outcome
  --categorical C,D   columns of codes that only look like numbers
  --kind COL=KIND     what a column holds, where its texts mislead: number, category,
                      boolean, date, title, email, phone, address, text or identifier;
                      may be repeated
  --missing V         a further word for "missing", besides empty, NA, N/A, NaN and
                      null; may be repeated
  --time COL          orders the leads, oldest first, by a column of numbers or of dates
                      such as 2026-11-03, which may be ignored otherwise; "row" is the
                      file's own order; -COL and -row when the newest come first
  --folds F.json      {"folds":[[row,...],...]}: judge each list of rows in turn
  --holdout F.json    {"test":[row,...]}: judge these rows
                      rows are counted from 0, without the header
  --rolling COL       like --time COL, and judges window after window, each by a model
                      that learned from all before it: calendar months when COL holds
                      dates, otherwise ten parts of as many leads. Windows with under 10
                      leads of an outcome join the next; the later half is judged, at
                      most twelve
  --created COL       when each lead came in, such as 2026-11-03 or 2026-11-03T09:30Z:
                      dates in other columns count by their age at that moment, and as
                      missing when they are later. Without it, by their age at the
                      newest date in the file
  --outcome-time COL  when each outcome was known; empty where it is not. Never learned
                      from
  --filled COL=TIMES  the column TIMES tells when COL was last filled or changed; may be
                      repeated, and needs --outcome-time. TIMES is never learned from,
                      nor is COL when this proves that it is filled after the outcome
  --slice COL         judges each group of leads apart, too, such as each industry or
                      country; COL may be ignored otherwise, and holds at most 50 values
  --model-card F.md   trains on all leads, too, and writes what that model is, learned
                      from and must not be used for
  --json              print one JSON object as the last line
  --help              print this

Without --folds and --holdout the newest fifth is held out when --time is given,
otherwise five parts in turn. In the JSON, auc to lift10 are means over the parts,
intervals their 90 % intervals by the bootstrap, fitSeconds is one training's,
verdict is judged on the held-out leads of all parts, ranked within their part, and
leakage lists the columns to check, those that were left out (isBlocked) first.
Exit code 2 means that the input must change.
`;
