package io.readside.testkit;

/** What each part of the contract of logs asks for. */
interface LogFixture {

    /** An empty log, the same one throughout a test. */
    LogUnderTest underTest();
}
