import { type ReactNode, useEffect, useId, useState } from 'react';

interface FieldProperties<Value> {
  name: string;
  label?: string;
  value?: Value;
  defaultValue?: Value;
  placeholder?: string;
  description?: string;
  required?: boolean;
  readOnly?: boolean;
  error?: boolean;
  validationMessage?: string;
  maxLength?: number;
  onChange?: (value: Value) => void;
  onInput?: (value: Value) => void;
}

/** What an input has to say of its label, its help and its error. */
interface Wiring {
  id: string;
  name: string;
  required?: boolean;
  readOnly?: boolean;
  'aria-invalid'?: true;
  'aria-describedby'?: string;
}

function Field<Value>({
  field: { name, label, description, required, readOnly, error, validationMessage },
  input,
}: {
  field: FieldProperties<Value>;
  input: (wiring: Wiring) => ReactNode;
}) {
  const id = useId();
  const said = [description && `${id}-help`, validationMessage && `${id}-said`].filter(Boolean).join(' ');
  return (
    <div className="hs-field">
      <label htmlFor={id}>
        {label}
        {required && <span aria-hidden="true"> *</span>}
      </label>
      {description && (
        <div className="hs-small" id={`${id}-help`}>
          {description}
        </div>
      )}
      {input({
        ...{ id, name },
        ...(required && { required }),
        ...(readOnly && { readOnly }),
        ...(error && { 'aria-invalid': true as const }),
        ...(said !== '' && { 'aria-describedby': said }),
      })}
      {validationMessage && (
        <div className={error ? 'hs-error' : 'hs-small'} id={`${id}-said`}>
          {validationMessage}
        </div>
      )}
    </div>
  );
}

/** Shows at once what is typed; the extension hears of it, and what it answers with is shown from then on. */
function useTyped<Value>({ value, defaultValue, onChange, onInput }: FieldProperties<Value>, empty: Value) {
  const [typed, setTyped] = useState(value ?? defaultValue ?? empty);
  useEffect(() => {
    if (value !== undefined) setTyped(value);
  }, [value]);
  const type = (next: Value) => {
    setTyped(next);
    onInput?.(next);
    onChange?.(next);
  };
  return [typed, type] as const;
}

type TextField = FieldProperties<string>;

export function Input(field: TextField & { type?: string }) {
  const [typed, type] = useTyped(field, '');
  return (
    <Field
      field={field}
      input={wiring => (
        <input
          {...wiring}
          type={field.type === 'password' ? 'password' : 'text'}
          value={typed}
          placeholder={field.placeholder}
          maxLength={field.maxLength}
          onChange={event => type(event.target.value)}
        />
      )}
    />
  );
}

export const SearchInput = Input;

export function TextArea(field: TextField & { rows?: number }) {
  const [typed, type] = useTyped(field, '');
  return (
    <Field
      field={field}
      input={wiring => (
        <textarea
          {...wiring}
          rows={field.rows ?? 3}
          value={typed}
          placeholder={field.placeholder}
          maxLength={field.maxLength}
          onChange={event => type(event.target.value)}
        />
      )}
    />
  );
}

export function NumberInput(field: FieldProperties<number> & { min?: number; max?: number }) {
  const [typed, type] = useTyped(field, Number.NaN);
  return (
    <Field
      field={field}
      input={wiring => (
        <input
          {...wiring}
          type="number"
          min={field.min}
          max={field.max}
          value={Number.isNaN(typed) ? '' : typed}
          onChange={event => type(event.target.valueAsNumber)}
        />
      )}
    />
  );
}

type Option = { value: string | number | boolean; label: string };

export function Select(field: FieldProperties<Option['value']> & { options?: Option[] }) {
  const [typed, type] = useTyped<Option['value']>(field, '');
  const options = field.options ?? [];
  const choose = (text: string) => {
    const chosen = options.find(({ value }) => String(value) === text);
    if (chosen !== undefined) type(chosen.value);
  };
  return (
    <Field
      field={field}
      input={({ readOnly, ...wiring }) => (
        <select
          {...wiring}
          disabled={readOnly}
          value={String(typed)}
          onChange={event => choose(event.target.value)}
        >
          <option value="">{field.placeholder ?? ''}</option>
          {options.map(({ value, label }) => (
            <option key={String(value)} value={String(value)}>
              {label}
            </option>
          ))}
        </select>
      )}
    />
  );
}

/** A day as HubSpot gives it: months count from 0. */
interface Day {
  year: number;
  month: number;
  date: number;
}

const dayText = (day: Day | undefined) =>
  day && `${day.year}-${String(day.month + 1).padStart(2, '0')}-${String(day.date).padStart(2, '0')}`;

export function DateInput(field: FieldProperties<Day> & { min?: Day; max?: Day }) {
  const [typed, type] = useTyped<Day | undefined>(field as FieldProperties<Day | undefined>, undefined);
  const choose = (text: string) => {
    const [year, month, date] = text.split('-').map(Number);
    if (year && month && date) type({ year, month: month - 1, date });
  };
  return (
    <Field
      field={field}
      input={wiring => (
        <input
          {...wiring}
          type="date"
          min={dayText(field.min)}
          max={dayText(field.max)}
          value={dayText(typed) ?? ''}
          onChange={event => choose(event.target.value)}
        />
      )}
    />
  );
}

interface TickProperties extends Omit<FieldProperties<boolean>, 'onChange'> {
  children?: ReactNode;
  checked?: boolean;
  initialIsChecked?: boolean;
  onChange?: (checked: boolean, value?: string) => void;
}

function Tick({ kind, field }: { kind: 'checkbox' | 'switch'; field: TickProperties }) {
  const given = field.checked ?? field.initialIsChecked;
  const [isOn, set] = useTyped({ name: field.name, ...(given !== undefined && { value: given }) }, false);
  const change = (checked: boolean) => {
    set(checked);
    field.onChange?.(checked);
  };
  return (
    <label className="hs-tick">
      <input
        type="checkbox"
        role={kind === 'switch' ? 'switch' : undefined}
        name={field.name}
        checked={isOn}
        disabled={field.readOnly}
        onChange={event => change(event.target.checked)}
      />
      {field.label ?? field.children}
    </label>
  );
}

export const Checkbox = (field: TickProperties) => <Tick kind="checkbox" field={field} />;
export const Toggle = (field: TickProperties) => <Tick kind="switch" field={field} />;
