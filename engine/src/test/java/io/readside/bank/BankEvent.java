package io.readside.bank;

/** The smallest domain that has all that the engine's tests need. */
public sealed interface BankEvent {

    String account();

    record Opened(String account, String owner) implements BankEvent {}

    record Deposited(String account, long cents) implements BankEvent {}

    record Closed(String account) implements BankEvent {}
}
