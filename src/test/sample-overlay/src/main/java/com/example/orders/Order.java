package com.example.orders;

/** An order, as browsers receive it. */
public record Order(int number, String payer) {}
