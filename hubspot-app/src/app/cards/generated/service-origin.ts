// Generated from hubspot-app/src/app/app-hsmeta.json by npm run generate:hubspot. Do not edit.
/** Where the service is. */
export const SERVICE_ORIGIN = 'https://api.aix.example';
