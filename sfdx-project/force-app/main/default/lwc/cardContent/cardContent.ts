// Generated from the card of shared-scoring by npm run generate:package. Do not edit.
export * from './cardView';
export * from './cardFromFields';
