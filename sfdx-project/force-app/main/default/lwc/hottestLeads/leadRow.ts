import bandHot from '@salesforce/label/c.AIX_Band_Hot';
import bandLow from '@salesforce/label/c.AIX_Band_Low';
import bandNurture from '@salesforce/label/c.AIX_Band_Nurture';
import bandWarm from '@salesforce/label/c.AIX_Band_Warm';
import noName from '@salesforce/label/c.AIX_No_Name';
import trendFallen from '@salesforce/label/c.AIX_Trend_Fallen';
import trendRisen from '@salesforce/label/c.AIX_Trend_Risen';
import trendUnchanged from '@salesforce/label/c.AIX_Trend_Unchanged';
import updatedAt from '@salesforce/label/c.AIX_Updated_At';
import type { ScoredCard } from 'c/cardContent';
import { fillIn, savedTime } from 'c/scoringTexts';

/** A lead as the Apex class HottestLead gives it. */
export interface HottestLead {
  recordId: string;
  name: string | null;
  company: string | null;
  band: ScoredCard['header']['band'] | null;
  scorePoints: number;
  /** Change over 7 days; null for the first 7. */
  trendPoints: number | null;
  scoredAt: string | null;
}

/** One line of the list, every text finished. */
export interface LeadRow {
  recordId: string;
  name: string;
  company: string | null;
  header: ScoredCard['header'] | null;
  trend: string | null;
  updated: string | null;
  /** Where the record is; its own path until the platform has said. */
  url: string;
}

const BANDS = { Hot: bandHot, Warm: bandWarm, Nurture: bandNurture, Low: bandLow } as const;
const MARKS = { Hot: '●', Warm: '◐', Nurture: '○', Low: '–' } as const;

/** The line of a lead, as it is read at `now`. */
export function rowOf(lead: HottestLead, now: Date): LeadRow {
  const { recordId, name, company, band, scorePoints, trendPoints, scoredAt } = lead;
  return {
    recordId,
    name: name ?? noName,
    company,
    header: band && { band, mark: MARKS[band], scorePoints, text: `${BANDS[band]} · ${scorePoints}` },
    trend: trendPoints == null ? null : trendText(trendPoints),
    updated: scoredAt == null ? null : fillIn(updatedAt, savedTime(scoredAt, now)),
    url: `/${recordId}`,
  };
}

function trendText(points: number): string {
  if (points === 0) return trendUnchanged;
  return points > 0 ? fillIn(trendRisen, `+${points}`) : fillIn(trendFallen, `−${-points}`);
}
