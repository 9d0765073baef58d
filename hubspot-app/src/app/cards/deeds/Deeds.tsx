import { Divider } from '@hubspot/ui-extensions';
import { Feedback } from './Feedback.tsx';
import { Help } from './Help.tsx';
import { Override } from './Override.tsx';
import { ScoreNow } from './ScoreNow.tsx';

/** What people can do about a score. */
export function Deeds({
  objectId,
  receiptId,
  isOverridden,
  onScoreChange,
}: {
  objectId: number;
  receiptId: string;
  isOverridden: boolean;
  onScoreChange: () => void;
}) {
  return (
    <>
      <Divider />
      {/* Another score is another question. */}
      <Feedback key={receiptId} objectId={objectId} receiptId={receiptId} />
      <Override objectId={objectId} isOverridden={isOverridden} onScoreChange={onScoreChange} />
      <ScoreNow objectId={objectId} onScoreChange={onScoreChange} />
      <Help />
    </>
  );
}
