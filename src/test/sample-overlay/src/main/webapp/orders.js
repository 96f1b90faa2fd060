const list = document.querySelector("#orders");
const events = new EventSource("api/events?types=order.paid");
events.addEventListener("order.paid", (event) => {
  const order = JSON.parse(event.data);
  const item = document.createElement("li");
  item.textContent = `Order ${order.number}, paid by ${order.payer}`;
  list.append(item);
});
