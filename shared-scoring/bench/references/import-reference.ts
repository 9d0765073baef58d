/** Installs what the bench measures itself against, without running any package's own scripts. */
export const INSTALL_REFERENCES = 'npm ci --ignore-scripts --prefix shared-scoring/bench';

/** A package of the bench's own folder; null where it is not installed. */
export async function importReference(name: string): Promise<unknown> {
  try {
    return await import(name);
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_MODULE_NOT_FOUND') return null;
    throw error;
  }
}
