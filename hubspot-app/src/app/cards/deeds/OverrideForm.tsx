import { type BaseDate, Button, DateInput, Flex, Form, Select, Text, TextArea } from '@hubspot/ui-extensions';
import { useState } from 'react';
import { bandNames } from '../generated/bands.ts';
import { useReader } from '../generated/use-reader.ts';
import { dayIn, endOfDay } from './days.ts';

/** What the form asks for, as the service takes it. */
export interface Entered {
  band: string;
  reason: string;
  /** ISO 8601 in UTC. */
  endsAt: string;
}

/** The longest that an override lasts, and what is offered first. */
const MOST_DAYS = 89;
const USUAL_DAYS = 7;
const LONGEST_REASON = 500;

/** Which band, until when and why; nothing is sent before all of it is there. */
export function OverrideForm({
  isBusy,
  onChange,
  onSave,
  onCancel,
}: {
  isBusy: boolean;
  /** An altered form is another wish. */
  onChange: () => void;
  onSave: (entered: Entered) => void;
  onCancel: () => void;
}) {
  const { texts, timeZone } = useReader();
  const [now] = useState(() => new Date());
  const [band, setBand] = useState('');
  const [until, setUntil] = useState<BaseDate>(() => dayIn(USUAL_DAYS, now, timeZone));
  const [reason, setReason] = useState('');
  const [isTried, setIsTried] = useState(false);

  const altered = <Value,>(set: (value: Value) => void) => {
    return (value: Value) => {
      set(value);
      onChange();
    };
  };
  const lack = (isMissing: boolean) =>
    isTried && isMissing ? { error: true, validationMessage: texts.needed } : {};
  const save = () => {
    setIsTried(true);
    const why = reason.trim();
    if (band !== '' && why !== '') onSave({ band, reason: why, endsAt: endOfDay(until, timeZone) });
  };

  return (
    <Form onSubmit={save}>
      <Flex direction="column" gap="small">
        <Text>{texts.overrideHelp}</Text>
        <Select
          name="band"
          label={texts.overrideBand}
          placeholder={texts.overrideChoose}
          options={Object.entries(bandNames(texts)).map(([value, label]) => ({ value, label }))}
          value={band}
          onChange={altered(value => setBand(String(value)))}
          required
          {...lack(band === '')}
        />
        <DateInput
          name="until"
          label={texts.overrideUntil}
          value={until}
          min={dayIn(0, now, timeZone)}
          max={dayIn(MOST_DAYS, now, timeZone)}
          timezone="portalTz"
          onChange={altered(({ year, month, date }: BaseDate) => setUntil({ year, month, date }))}
          required
        />
        <TextArea
          name="reason"
          label={texts.overrideReason}
          maxLength={LONGEST_REASON}
          value={reason}
          onChange={altered(setReason)}
          required
          {...lack(reason.trim() === '')}
        />
        <Flex gap="small">
          <Button type="submit" variant="primary" size="sm" disabled={isBusy}>
            {texts.save}
          </Button>
          <Button size="sm" disabled={isBusy} onClick={onCancel}>
            {texts.cancel}
          </Button>
        </Flex>
      </Flex>
    </Form>
  );
}
