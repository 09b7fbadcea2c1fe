// A database of this browser that keeps answers, and its requests and transactions as promises.
export const STORE = "answers";

// A browser that does not answer in time is one that refuses. The first part of the key finds all of one owner.
export async function openDatabase(name, keyPath, patience) {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    const answers = request.result.createObjectStore(STORE, { keyPath });
    answers.createIndex(keyPath[0], keyPath[0]);
  };
  const database = await Promise.race([done(request), silence(patience)]);
  database.onversionchange = () => database.close();
  return database;
}

function silence(patience) {
  return new Promise((_, reject) => setTimeout(() => reject(new Error("no answer")), patience));
}

export function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(request.error);
  });
}

// A transaction knows why it failed once it is aborted, not before.
export function ended(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
}
