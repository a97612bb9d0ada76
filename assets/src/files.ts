// A file that is too large is refused before it is sent, in the words of the server.
export function files(): void {
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement) || field.type !== "file" || !field.dataset.most) return;
    const large = [...(field.files ?? [])].some((file) => file.size > Number(field.dataset.most));
    field.setCustomValidity(large ? (field.dataset.tooLarge ?? "") : "");
    field.reportValidity();
  });
}
