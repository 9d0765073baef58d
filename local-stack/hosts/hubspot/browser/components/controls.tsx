import type { FormEvent, ReactNode } from 'react';

interface ButtonProperties {
  children?: ReactNode;
  variant?: string;
  size?: string;
  type?: 'button' | 'submit' | 'reset';
  disabled?: boolean;
  href?: string | { url: string };
  onClick?: () => void;
}

export function Button({
  children,
  variant = 'secondary',
  size = 'md',
  type = 'button',
  disabled,
  href,
  onClick,
}: ButtonProperties) {
  const look = `hs-button hs-${variant} hs-size-${size}`;
  if (href !== undefined)
    return (
      <a className={look} href={typeof href === 'string' ? href : href.url} onClick={() => onClick?.()}>
        {children}
      </a>
    );
  return (
    <button
      className={look}
      type={type}
      disabled={disabled}
      data-variant={variant}
      onClick={() => onClick?.()}
    >
      {children}
    </button>
  );
}

export const LoadingButton = ({
  loading = false,
  disabled = false,
  children,
  ...rest
}: ButtonProperties & { loading?: boolean }) => (
  <Button {...rest} disabled={disabled || loading}>
    {loading && <span aria-hidden="true">… </span>}
    {children}
  </Button>
);

interface FormProperties {
  children?: ReactNode;
  onSubmit?: (event: { targetValue: Record<string, string> }) => void;
}

/** The extension itself says what is missing, so the browser does not. */
export function Form({ children, onSubmit }: FormProperties) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const entries = [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)]);
    onSubmit?.({ targetValue: Object.fromEntries(entries) });
  };
  return (
    <form noValidate onSubmit={submit}>
      {children}
    </form>
  );
}
