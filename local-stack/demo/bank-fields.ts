import type { FieldKind } from '@aix/shared-scoring';

/** A column of the bank's data and how both CRMs of the demo tenant hold it. */
export interface BankField {
  /** Name of the column in the file. */
  column: string;
  /** Canonical name, which is the HubSpot property's name too. */
  name: string;
  /** API name of the Salesforce field. */
  salesforce: string;
  label: string;
  /** What an admin reads beside the field. */
  help: string;
  kind: FieldKind;
  /** Digits in all and after the point; for numbers. */
  digits?: { precision: number; scale: number };
  /** Stored value and label; for lists of words. */
  options?: readonly Option[];
}

export interface Option {
  value: string;
  label: string;
}

const NO_YES: readonly Option[] = [option('no', 'No'), option('yes', 'Yes'), option('unknown', 'Unknown')];

/** The twenty columns of the file in its order; only the outcome is left out. */
export const BANK_FIELDS: readonly BankField[] = [
  number('age', 'Age', 'Age in years', 3, 0),
  words('job', 'Job', 'Kind of work', [
    option('admin.', 'Administration'),
    option('blue-collar', 'Blue-collar'),
    option('entrepreneur', 'Entrepreneur'),
    option('housemaid', 'Housemaid'),
    option('management', 'Management'),
    option('retired', 'Retired'),
    option('self-employed', 'Self-employed'),
    option('services', 'Services'),
    option('student', 'Student'),
    option('technician', 'Technician'),
    option('unemployed', 'Unemployed'),
    option('unknown', 'Unknown'),
  ]),
  words('marital', 'Marital status', 'Divorced includes widowed', [
    option('divorced', 'Divorced'),
    option('married', 'Married'),
    option('single', 'Single'),
    option('unknown', 'Unknown'),
  ]),
  words('education', 'Education', 'Highest education reached', [
    option('illiterate', 'No schooling'),
    option('basic.4y', 'Basic, 4 years'),
    option('basic.6y', 'Basic, 6 years'),
    option('basic.9y', 'Basic, 9 years'),
    option('high.school', 'High school'),
    option('professional.course', 'Professional course'),
    option('university.degree', 'University degree'),
    option('unknown', 'Unknown'),
  ]),
  words('default', 'Has credit in default', 'Whether a credit is in default', NO_YES),
  words('housing', 'Has housing loan', 'Whether a housing loan is running', NO_YES),
  words('loan', 'Has personal loan', 'Whether a personal loan is running', NO_YES),
  words('contact', 'Contact channel', 'How the last call reached the person', [
    option('cellular', 'Mobile phone'),
    option('telephone', 'Landline'),
  ]),
  words('month', 'Month of last contact', 'Month of the last call, over several years', [
    option('mar', 'March'),
    option('apr', 'April'),
    option('may', 'May'),
    option('jun', 'June'),
    option('jul', 'July'),
    option('aug', 'August'),
    option('sep', 'September'),
    option('oct', 'October'),
    option('nov', 'November'),
    option('dec', 'December'),
  ]),
  words('day_of_week', 'Weekday of last contact', 'Weekday of the last call', [
    option('mon', 'Monday'),
    option('tue', 'Tuesday'),
    option('wed', 'Wednesday'),
    option('thu', 'Thursday'),
    option('fri', 'Friday'),
  ]),
  number(
    'duration',
    'Duration of last call',
    'Length of the last call in seconds, known when it has ended',
    5,
    0,
  ),
  number(
    'campaign',
    'Calls in this campaign',
    'Calls to this person in this campaign, the last included',
    3,
    0,
  ),
  number(
    'pdays',
    'Days since earlier campaign',
    'Days since the last call of an earlier campaign; 999 is never',
    3,
    0,
  ),
  number('previous', 'Calls before this campaign', 'Calls to this person before this campaign', 3, 0),
  words('poutcome', 'Outcome of earlier campaign', 'How an earlier campaign ended for this person', [
    option('failure', 'Failure'),
    option('nonexistent', 'No earlier campaign'),
    option('success', 'Success'),
  ]),
  number('emp.var.rate', 'Employment variation rate', 'Change of employment, quarterly, in per cent', 3, 1),
  number('cons.price.idx', 'Consumer price index', 'Consumer price index, monthly', 6, 3),
  number('cons.conf.idx', 'Consumer confidence index', 'Consumer confidence index, monthly', 4, 1),
  number(
    'euribor3m',
    'Euribor 3-month rate',
    'Three-month interest rate between banks, daily, in per cent',
    5,
    3,
  ),
  number('nr.employed', 'Number employed', 'People employed in the country in thousands, quarterly', 5, 1),
];

function option(value: string, label: string): Option {
  return { value, label };
}

function words(column: string, label: string, help: string, options: readonly Option[]): BankField {
  return { ...names(column), label, help, kind: 'category', options };
}

function number(column: string, label: string, help: string, precision: number, scale: number): BankField {
  return { ...names(column), label, help, kind: 'number', digits: { precision, scale } };
}

/** `emp.var.rate` is `emp_var_rate` in HubSpot and `Emp_Var_Rate__c` in Salesforce. */
function names(column: string): Pick<BankField, 'column' | 'name' | 'salesforce'> {
  const name = column.replaceAll('.', '_');
  const capitalised = name.replace(/(^|_)[a-z]/g, start => start.toUpperCase());
  return { column, name, salesforce: `${capitalised}__c` };
}
