export * from './card/score-fields.ts';
export * from './card/score-points.ts';
export * from './domain/errors.ts';
export * from './domain/field.ts';
export * from './domain/lead.ts';
export * from './domain/score-scale.ts';
