import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import type { StoredRecord } from '../../stand-in/record-store.ts';
import { PlatformError } from '../platform-error.ts';
import { readValue } from '../records/read-value.ts';
import type { SObjectType } from '../schema/sobject-field.ts';
import { type Formula, type FormulaValue, parseFormula } from './formula.ts';

/** A condition under which a write is refused. */
interface ValidationRule {
  isBroken: Formula;
  errorMessage: string;
  errorDisplayField: string | undefined;
}

const ruleSchema = z.object({
  ValidationRule: z.object({
    active: z.enum(['true', 'false']),
    errorConditionFormula: z.string(),
    errorMessage: z.string(),
    errorDisplayField: z.string().optional(),
  }),
});
const parser = new XMLParser({ parseTagValue: false });

/** Refuses what breaks one of the org's rules. @throws PlatformError FIELD_CUSTOM_VALIDATION_EXCEPTION */
export type RuleCheck = (object: SObjectType, after: StoredRecord, before?: StoredRecord) => void;

/**
 * The active validation rules of an org, from `metadata/objects/<Object>/validationRules`. Rules hold for everybody, whatever a
 * user may see.
 * @throws Error naming a file that is no rule, or whose formula uses what is not served
 */
export function createRuleCheck(orgDirectory: string, objects: Iterable<SObjectType>): RuleCheck {
  const rules = new Map(
    [...objects].map(object => [object.name, { object, rules: readRules(orgDirectory, object.name) }]),
  );
  return ({ name }, after, before) => {
    const { object, rules: own = [] } = rules.get(name) ?? {};
    if (object === undefined) return;
    const valueIn = (record: StoredRecord, field: string): FormulaValue => {
      const found = object.fieldsByName.get(field.toLowerCase());
      return found === undefined ? null : (readValue(record, found) as FormulaValue);
    };
    const facts = {
      valueOf: (field: string) => valueIn(after, field),
      isChanged: (field: string) => before !== undefined && valueIn(before, field) !== valueIn(after, field),
      isNew: before === undefined,
    };
    const broken = own.find(rule => rule.isBroken(facts) === true);
    if (broken === undefined) return;
    const { errorMessage, errorDisplayField } = broken;
    const fields = errorDisplayField === undefined ? [] : [errorDisplayField];
    throw new PlatformError(400, 'FIELD_CUSTOM_VALIDATION_EXCEPTION', errorMessage, fields);
  };
}

function readRules(orgDirectory: string, objectName: string): ValidationRule[] {
  const directory = join(orgDirectory, 'metadata', 'objects', objectName, 'validationRules');
  if (!existsSync(directory)) return [];
  return readdirSync(directory).flatMap(file => {
    const parsed = ruleSchema.safeParse(parser.parse(readFileSync(join(directory, file), 'utf8')));
    if (!parsed.success) throw new Error(`${file} is no validation rule: ${z.prettifyError(parsed.error)}`);
    const { active, errorConditionFormula, errorMessage, errorDisplayField } = parsed.data.ValidationRule;
    const isBroken = parseFormula(errorConditionFormula);
    return active === 'true' ? [{ isBroken, errorMessage, errorDisplayField }] : [];
  });
}
