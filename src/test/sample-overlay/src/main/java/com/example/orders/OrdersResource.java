package com.example.orders;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import tidings.api.Broadcaster;
import tidings.api.CurrentCaller;
import tidings.api.Publisher;
import tidings.api.Receipt;
import tidings.api.Subscribers;
import tidings.api.TidingsEvent;

/** Orders: behind the sign-in of Tidings without an annotation. */
@Path("/")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class OrdersResource {

  @Inject Publisher publisher;
  @Inject Broadcaster broadcaster;
  @Inject Subscribers subscribers;
  @Inject CurrentCaller caller;
  @Inject Ledger ledger;

  /** Informs the payer, in the name of the application. */
  @POST
  @Path("{number}/payment")
  public CompletionStage<Receipt> pay(@PathParam("number") int number) {
    return publisher.publish(
        TidingsEvent.builder("order.paid")
            .id("payment-" + number)
            .user(caller.user())
            .data(new Order(number, caller.user()))
            .build());
  }

  /** Publishes a note on an order, if the caller's token grants its topic. */
  @POST
  @Path("{number}/notes")
  public CompletionStage<Receipt> note(@PathParam("number") int number, String text) {
    return publisher
        .asCaller()
        .publish(TidingsEvent.builder("order.noted").topic("orders/" + number).text(text).build());
  }

  /** Informs every user who is connected to this node now. */
  @POST
  @Path("closing")
  @RolesAllowed("admin")
  public void close() {
    broadcaster.toAll().broadcast(broadcaster.newEvent("shop.closing", Map.of("minutes", 5)));
  }

  /** The caller's own connections, and what the observer has seen. */
  @GET
  @Path("state")
  public Map<String, Object> state() {
    return Map.of(
        "user", caller.user(),
        "connections", subscribers.ofUser(caller.user()).count(),
        "seen", ledger.seen());
  }
}
