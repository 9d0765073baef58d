import { z } from 'zod';
import { httpsUrl, text } from './text.ts';

const option = z.strictObject({ value: text(100), label: text(100) });

/** Which input of a page fits which type of value. */
const FIELD_TYPES: Readonly<Record<string, readonly string[]>> = {
  string: ['text', 'textarea', 'phonenumber', 'html'],
  number: ['number', 'calculation_equation'],
  enumeration: ['select', 'radio', 'checkbox', 'booleancheckbox'],
  bool: ['booleancheckbox'],
  date: ['date'],
  datetime: ['date'],
};

const typeDefinition = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9_]*$/, 'is no name like_this'),
    type: z.enum(Object.keys(FIELD_TYPES)),
    fieldType: z.string(),
    options: z.array(option).min(1).optional(),
  })
  .refine(({ type, fieldType }) => FIELD_TYPES[type]?.includes(fieldType), 'fieldType does not fit the type')
  .refine(
    ({ type, options }) => (type === 'enumeration') === (options !== undefined),
    'has options exactly when it is an enumeration',
  );

const inputField = z.strictObject({
  typeDefinition,
  supportedValueTypes: z.array(z.enum(['STATIC_VALUE', 'OBJECT_PROPERTY'])).min(1),
  isRequired: z.boolean(),
});

const texts = z.record(z.string(), text(250));
const label = z.strictObject({
  actionName: text(50),
  actionDescription: text(250),
  actionCardContent: text(250),
  inputFieldLabels: texts,
  inputFieldDescriptions: texts,
  outputFieldLabels: texts,
});

const shape = z.strictObject({
  actionUrl: httpsUrl,
  isPublished: z.boolean(),
  supportedClients: z.array(z.strictObject({ client: z.literal('WORKFLOWS') })).length(1),
  inputFields: z.array(inputField),
  outputFields: z.array(z.strictObject({ typeDefinition })),
  objectRequestOptions: z.strictObject({ properties: z.array(z.string()) }),
  labels: z.record(z.enum(['en', 'de']), label),
  objectTypes: z.array(z.enum(['CONTACT', 'COMPANY', 'DEAL', 'TICKET', 'LEAD'])).min(1),
});

/** An action of workflows: every field of it has its label in every language, and its card names none that it lacks. */
export const workflowActionConfig = shape.superRefine((action, context) => {
  const names = (fields: readonly { typeDefinition: { name: string } }[]) =>
    fields.map(field => field.typeDefinition.name).sort();
  const inputs = names(action.inputFields);
  for (const [language, words] of Object.entries(action.labels)) {
    const complain = (message: string) =>
      context.addIssue({ code: 'custom', path: ['labels', language], message });
    const pairs = [
      ['inputFieldLabels', inputs],
      ['inputFieldDescriptions', inputs],
      ['outputFieldLabels', names(action.outputFields)],
    ] as const;
    for (const [kind, wanted] of pairs) {
      const given = Object.keys(words[kind]).sort();
      if (given.join() !== wanted.join())
        complain(
          `${kind} must be those of ${wanted.join(', ') || 'no field'}, got ${given.join(', ') || 'none'}`,
        );
    }
    for (const [, name = ''] of words.actionCardContent.matchAll(/\{\{\s*(\w+)\s*\}\}/g))
      if (!inputs.includes(name)) complain(`actionCardContent shows {{${name}}}, which is no input`);
  }
});
