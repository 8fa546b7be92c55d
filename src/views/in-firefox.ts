/** Whether this view runs in Firefox, which can do less here and there: views say so where the rest would be. */
export const inFirefox = location.protocol === 'moz-extension:';
