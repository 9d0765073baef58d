export * from './card/score-fields.ts';
export * from './domain/errors.ts';
export * from './domain/field.ts';
