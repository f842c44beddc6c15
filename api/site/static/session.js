// Who is signed in: a token kept for as long as this tab is open, and shown to nobody but our own service.

const KEY = "token";

/** @returns {string | null} */
export const token = () => sessionStorage.getItem(KEY);

/** @param {string} value */
export const signIn = (value) => sessionStorage.setItem(KEY, value.trim());

export const signOut = () => sessionStorage.removeItem(KEY);

/** The headers a request carries. @returns {Record<string, string>} */
export const credentials = () => (token() ? { authorization: `Bearer ${token()}` } : {});
