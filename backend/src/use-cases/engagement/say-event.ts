import type { EventProperties } from '../../store/events.ts';

/** Properties that say what an event was about, the plainest first. */
const ABOUT = ['title', 'name', 'subject', 'path', 'url'];

/** What an event was about; undefined where its sender did not say. */
export function aboutOf(properties: EventProperties | null): string | undefined {
  return ABOUT.map(name => properties?.[name]).find(
    (value): value is string => typeof value === 'string' && value !== '',
  );
}

/** What a signal is called that has no label yet: "Docs view". */
export function spellSignal(signal: string): string {
  const spelled = signal.replaceAll('_', ' ');
  return spelled.charAt(0).toUpperCase() + spelled.slice(1);
}
