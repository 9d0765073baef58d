import { Alert, Button, Text } from '@hubspot/ui-extensions';
import type { Problem } from '../generated/call-service.ts';
import type { SavedCard } from '../generated/card-from-fields.ts';
import { problemContent } from '../generated/problem-content.ts';
import { savedTime } from '../generated/saved-time.ts';
import { useIsAdmin, useReader } from '../generated/use-reader.ts';

/** Why there is no fresh card, beside what the contact's properties say, with another try. */
export function ProblemAlert({
  problem,
  saved,
  onTryAgain,
}: {
  problem: Problem;
  saved: SavedCard | null;
  onTryAgain: () => void;
}) {
  const reader = useReader();
  const isAdmin = useIsAdmin();
  const savedAt = saved?.state === 'scored' ? saved.savedAt : null;
  const { title, text } = problemContent(problem, reader.texts, {
    isAdmin,
    savedTime: savedAt === null ? null : savedTime(savedAt, new Date(), reader),
  });
  return (
    <Alert title={title ?? text} variant="warning">
      {title !== null && <Text>{text}</Text>}
      <Button size="xs" onClick={onTryAgain}>
        {reader.texts.tryAgain}
      </Button>
    </Alert>
  );
}
