import type { ReactNode } from 'react';

interface Words {
  children?: ReactNode;
}

/** Spoken when it comes, without interrupting. */
export const Alert = ({ title, variant = 'info', children }: Words & { title: string; variant?: string }) => (
  <div className={`hs-alert hs-alert-${variant}`} role="status">
    <div className="hs-bold">{title}</div>
    {children}
  </div>
);

export const EmptyState = ({ title, children }: Words & { title?: string }) => (
  <div className="hs-tile">
    {title && <h3 className="hs-heading">{title}</h3>}
    {children}
  </div>
);

export const ErrorState = ({ title, children }: Words & { title?: string }) => (
  <div className="hs-tile" role="status">
    <h3 className="hs-heading">{title}</h3>
    {children}
  </div>
);

export const LoadingSpinner = ({ label, showLabel = false }: { label: string; showLabel?: boolean }) => (
  <div className="hs-waiting" role="status" aria-busy="true">
    <span aria-hidden="true">◌ </span>
    <span className={showLabel ? '' : 'hs-spoken'}>{label}</span>
  </div>
);

interface ProgressProperties {
  title?: string;
  value?: number;
  maxValue?: number;
  valueDescription?: string;
  showPercentage?: boolean;
  'aria-label'?: string;
}

export function ProgressBar({
  title,
  value = 0,
  maxValue = 100,
  valueDescription,
  showPercentage,
  ...rest
}: ProgressProperties) {
  const share = Math.min(100, Math.max(0, (value / maxValue) * 100));
  return (
    <div>
      {(title || valueDescription || showPercentage) && (
        <div className="hs-progress-words">
          <span>{title}</span>
          <span className="hs-small">
            {valueDescription ?? (showPercentage ? `${Math.round(share)} %` : '')}
          </span>
        </div>
      )}
      <div
        className="hs-progress"
        role="progressbar"
        aria-label={rest['aria-label'] ?? title}
        aria-valuenow={value}
        aria-valuemin={0}
        aria-valuemax={maxValue}
        aria-valuetext={valueDescription}
      >
        <div style={{ width: `${share}%` }} />
      </div>
    </div>
  );
}

export const ScoreCircle = ({ score }: { score: number }) => <div className="hs-circle">{score}</div>;

export const Statistics = ({ children }: Words) => <dl className="hs-descriptions hs-row">{children}</dl>;

export const StatisticsItem = ({
  label,
  number,
  children,
}: Words & { label: string; number: string | number }) => (
  <div>
    <dt>{label}</dt>
    <dd>
      <div className="hs-number">{number}</div>
      {children}
    </dd>
  </div>
);

export const StatisticsTrend = ({
  direction,
  value,
}: {
  direction: 'increase' | 'decrease';
  value: string | number;
}) => <div className="hs-small">{`${direction === 'increase' ? '▲' : '▼'} ${value}`}</div>;

/** Steps that are behind, at hand and ahead. */
export const StepIndicator = ({
  stepNames = [],
  currentStep = 0,
}: {
  stepNames?: string[];
  currentStep?: number;
}) => (
  <ol className="hs-steps">
    {stepNames.map((name, index) => (
      <li key={name} aria-current={index === currentStep ? 'step' : undefined}>
        {name}
      </li>
    ))}
  </ol>
);

export const Tooltip = ({ children }: Words) => <span className="hs-small">{children}</span>;
