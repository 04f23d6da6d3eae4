/** Where a setup link leads. */
export const SETUP_PATH = '/setup';

export const setupAddress = (publicURL: string, text: string): string => `${publicURL}${SETUP_PATH}/${text}`;
