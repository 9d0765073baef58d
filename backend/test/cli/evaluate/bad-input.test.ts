import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { aix } from '../run.ts';
import { createFolder, leadsCsv } from './leads-csv.ts';

/** Leads of which only the stage is known, set the day after the outcome. */
function leaksCsv(): string {
  const rows = Array.from({ length: 60 }, (_, row) =>
    row % 2 === 0 ? 'Won,2024-03-02,2024-03-01,yes' : 'Lost,2024-03-02,2024-03-01,no',
  );
  return `stage,staged,closed,converted\n${rows.join('\n')}\n`;
}

describe('aix evaluate on bad input', () => {
  const folder = createFolder();
  const content = leadsCsv(60);
  const csv = folder.write('leads.csv', content);
  after(() => folder.remove());
  const target = ['--target', 'converted', '--positive', 'yes'];
  const onLeads = (...options: string[]) => [csv, ...target, ...options];
  const onText = (name: string, text: string | Buffer) => [folder.write(name, text), ...target];
  const splits = (option: string, name: string, value: unknown) =>
    onLeads(option, folder.write(name, JSON.stringify(value)));
  const lines = content.trimEnd().split('\n');

  const cases: [title: string, args: string[], sentence: RegExp][] = [
    ['a missing file', [folder.path('none.csv'), ...target], /there is no file ".*none\.csv"$/],
    ['a directory', [folder.path('.'), ...target], /is a directory; name a CSV file$/],
    ['an empty file', onText('empty.csv', ''), /empty\.csv" is empty; it needs a header and rows$/],
    ['a header without rows', onText('header.csv', `${lines[0]}\n`), /has a header but no rows$/],
    [
      'no such target',
      [csv, '--target', 'Convertd', '--positive', 'yes'],
      /has no column "Convertd" for --target; did you mean "converted"\?$/,
    ],
    [
      'a target like no column',
      [csv, '--target', 'zzzzzzzzz', '--positive', '1'],
      /no column "zzzzzzzzz" .*; its columns are "id", "created"/,
    ],
    [
      'a positive value never seen',
      [csv, '--target', 'converted', '--positive', 'Yes'],
      /column "converted" never holds "Yes"; it holds "(no|yes)", "(no|yes)"$/,
    ],
    [
      'a single outcome',
      onText('won.csv', 'a,converted\n1,yes\n2,yes\n'),
      /holds "yes" in every row; leads that did not convert are needed too$/,
    ],
    [
      'too few of an outcome for parts',
      onText('few.csv', 'a,converted\n1,yes\n2,no\n3,no\n'),
      /needs at least 5 leads of each outcome/,
    ],
    [
      'no column left',
      onLeads('--ignore', 'id,created,visits,source,note,stage'),
      /has no column left to learn from/,
    ],
    [
      'an unknown column to ignore',
      onLeads('--ignore', 'sauce'),
      /no column "sauce" for --ignore; did you mean "source"\?$/,
    ],
    [
      'an unknown categorical column',
      onLeads('--categorical', 'visit'),
      /no column "visit" for --categorical; did you mean "visits"\?$/,
    ],
    [
      'an unknown time column',
      onLeads('--time', '-creatd'),
      /no column "creatd" for --time; did you mean "created"\?$/,
    ],
    [
      'a time that is none',
      onLeads('--time', 'source'),
      /row 0 has "(Web|Fair)" in column "source"; --time needs a number or a date/,
    ],
    [
      'a day that no calendar has',
      onText('leap.csv', `a,day,converted\n${'1,2026-02-28,yes\n2,2026-02-29,no\n'.repeat(9)}`).concat(
        ...['--time', 'day'],
      ),
      /row 1 has "2026-02-29" in column "day"; --time needs a number or a date/,
    ],
    [
      'broken gzip',
      onText('broken.csv.gz', gzipSync(content).subarray(0, 200)),
      /broken\.csv\.gz" is not a whole gzip file \(unexpected end of file\)/,
    ],
    [
      'no gzip',
      onText('plain.csv.gz', content),
      /plain\.csv\.gz" is not a whole gzip file \(incorrect header check\)/,
    ],
    [
      'a ragged row',
      onText('ragged.csv', `${lines.slice(0, 4).join('\n')}\n1,2\n`),
      /line 5 of ".*ragged\.csv" has 2 values, but the header has 7; mend that line$/,
    ],
    [
      'an open quote',
      onText('quote.csv', `${lines[0]}\n"1,2\n`),
      /of ".*quote\.csv" is not CSV: Quote Not Closed/,
    ],
    [
      'two columns of one name',
      onText('twice.csv', 'a,a,converted\n1,2,yes\n3,4,no\n'),
      /column "a" comes twice/,
    ],
    [
      'folds out of range',
      splits('--folds', 'far.json', { folds: [[0, 60]] }),
      /fold 1 holds row 60, but the rows go from 0 to 59$/,
    ],
    [
      'folds that overlap',
      splits('--folds', 'overlap.json', {
        folds: [
          [0, 1],
          [2, 1],
        ],
      }),
      /row 1 is in fold 1 and in fold 2; a row is judged once$/,
    ],
    [
      'a row twice in a fold',
      splits('--holdout', 'twice.json', { test: [3, 3] }),
      /"test" holds row 3 twice$/,
    ],
    [
      'folds that are no whole numbers',
      splits('--folds', 'half.json', { folds: [[0.5]] }),
      /fold 1 holds 0\.5, which is no row number$/,
    ],
    [
      'folds that are no lists',
      splits('--folds', 'flat.json', { folds: [1, 2] }),
      /fold 1 must be a list of at least one row$/,
    ],
    ['folds without the key', splits('--folds', 'key.json', { test: [1] }), /it needs the key "folds"$/],
    ['folds that are no JSON', onLeads('--folds', csv), /is not JSON; it needs \{"folds":\[…\]\}$/],
    [
      'a missing folds file',
      onLeads('--folds', folder.path('none.json')),
      /there is no file ".*none\.json"$/,
    ],
    [
      'all rows held out',
      splits('--holdout', 'all.json', { test: [...Array(60).keys()] }),
      /leaves none to learn from$/,
    ],
    [
      'one outcome held out',
      splits('--holdout', 'one.json', { test: [0] }),
      /the test rows of part 1 hold (no lead that converted|only leads that converted)/,
    ],
    ['folds and holdout', onLeads('--folds', csv, '--holdout', csv), /takes --folds or --holdout, got both$/],
    [
      'windows and folds',
      onLeads('--rolling', 'created', '--folds', csv),
      /takes --rolling or --folds, got both$/,
    ],
    [
      'windows and another time',
      onLeads('--rolling', 'row', '--time', 'row'),
      /takes --rolling or --time, got both$/,
    ],
    [
      'an unknown column for windows',
      onLeads('--rolling', 'creatd'),
      /no column "creatd" for --rolling; did you mean "created"\?$/,
    ],
    [
      'windows by what is no time',
      onLeads('--rolling', 'source'),
      /row 0 has "(Web|Fair)" in column "source"; --rolling needs a number or a date/,
    ],
    [
      'too few leads for windows',
      onText('short.csv', leadsCsv(25)).concat('--rolling', 'created'),
      /--rolling needs two windows of time with at least 10 leads of each outcome, found [01]; give more rows/,
    ],
    ['a kind without a column', onLeads('--kind', 'date'), /--kind takes COL=KIND, got "date"$/],
    [
      'a kind that there is not',
      onLeads('--kind', 'created=dat'),
      /--kind knows no "dat"; did you mean "date"\?$/,
    ],
    [
      'a kind like no other',
      onLeads('--kind', 'created=zzzzzzzzz'),
      /--kind knows no "zzzzzzzzz"; the kinds are number, category, boolean, date/,
    ],
    [
      'two kinds of one column',
      onLeads('--kind', 'visits=number', '--kind', 'visits=category'),
      /takes one --kind for each column, got two for "visits"$/,
    ],
    [
      'a kind of an unknown column',
      onLeads('--kind', 'visit=number'),
      /no column "visit" for --kind; did you mean "visits"\?$/,
    ],
    [
      'a kind that no text of its column has',
      onLeads('--kind', 'source=date'),
      /column "source" holds nothing that can be read as "date"; give it another --kind, or ignore it$/,
    ],
    [
      'a day of creation that is none',
      onLeads('--created', 'visits'),
      /row \d has (nothing|"\d") in column "visits"; --created needs a date such as 2026-11-03 or 2026-11-03T09:30Z$/,
    ],
    [
      'a lead without a day of creation',
      onText('undated.csv', 'a,created,converted\n1,2024-01-01,yes\n2,,no\n').concat('--created', 'created'),
      /row 1 has nothing in column "created"; --created needs a date/,
    ],
    [
      'an unknown column of creation',
      onLeads('--created', 'creatd'),
      /no column "creatd" for --created; did you mean "created"\?$/,
    ],
    [
      'times of filling without those of outcomes',
      onLeads('--filled', 'visits=created'),
      /needs --outcome-time with --filled, to tell what was filled after the outcome$/,
    ],
    [
      'times of outcomes without those of filling',
      onLeads('--outcome-time', 'created'),
      /needs --filled with --outcome-time, to tell when columns were filled$/,
    ],
    [
      'a filled column without its times',
      onLeads('--outcome-time', 'created', '--filled', 'visits'),
      /--filled takes COL=TIMES, got "visits"$/,
    ],
    [
      'times of filling that are none',
      onLeads('--outcome-time', 'created', '--filled', 'visits=source'),
      /row 0 has "(Web|Fair)" in column "source"; --filled needs a date/,
    ],
    [
      'an impossible day of an outcome',
      onText('feb.csv', 'a,at,won,converted\n1,2024-01-01,2024-02-31,yes\n2,2024-01-01,,no\n').concat(
        ...['--outcome-time', 'won', '--filled', 'a=at'],
      ),
      /row 0 has "2024-02-31" in column "won"; --outcome-time needs a date/,
    ],
    [
      'unknown times of filling',
      onLeads('--outcome-time', 'created', '--filled', 'visits=creatd'),
      /no column "creatd" for --filled; did you mean "created"\?$/,
    ],
    [
      'times of a column that is left out',
      onLeads('--ignore', 'visits', '--outcome-time', 'created', '--filled', 'visits=created'),
      /column "visits" of --filled is not learned from; name one that is$/,
    ],
    [
      'nothing but leaks',
      [
        folder.write('leaks.csv', leaksCsv()),
        ...target,
        ...['--outcome-time', 'closed', '--filled', 'stage=staged'],
      ],
      /every column is filled after the outcome, so none is left to learn from; add columns/,
    ],
    [
      'an unknown column of groups',
      onLeads('--slice', 'sorce'),
      /no column "sorce" for --slice; did you mean "source"\?$/,
    ],
    [
      'groups of one lead each',
      onLeads('--slice', 'id'),
      /column "id" holds 60 different values; --slice needs one of at most 50, such as an industry$/,
    ],
    [
      'a model card in a directory that there is not',
      onLeads('--ignore', 'id,created,stage', '--model-card', folder.path('none/card.md')),
      /the model card cannot be written to ".*card\.md" \(ENOENT\); name a file in a directory that exists$/,
    ],
    ['an unknown option', onLeads('--fold', csv), /has no option "--fold"; did you mean --folds\?$/],
    ['an option without its value', [csv, '--target'], /cannot read its options: .*--target/],
    ['no file', target, /needs a CSV file/],
    ['two files', [csv, csv, ...target], /takes one file, got also/],
    ['no target', [csv, '--positive', 'yes'], /needs --target/],
    ['no positive value', [csv, '--target', 'converted'], /needs --positive/],
  ];

  for (const [title, args, sentence] of cases) {
    it(`refuses ${title} in one sentence, with exit code 2`, async () => {
      const { code, out, err } = await aix(['evaluate', ...args]);
      assert.match(err.trimEnd(), sentence);
      assert.match(err, /^aix: [^\n]+\n$/);
      assert.equal(code, 2);
      assert.equal(out, '');
    });
  }
});
