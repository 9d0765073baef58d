// Generated from hubspot-app/shared/Said.tsx by npm run generate:hubspot. Do not edit.
import { Text } from '@hubspot/ui-extensions';
import type { Problem } from './call-service.ts';
import { problemContent } from './problem-content.ts';
import { useReader } from './use-reader.ts';

/** What is said of the last wish: why it failed, or that it is done. */
export function Said({ problem, done }: { problem: Problem | null; done: string | null }) {
  const { texts } = useReader();
  const said = problem === null ? done : problemContent(problem, texts).text;
  return said === null ? null : <Text>{said}</Text>;
}
