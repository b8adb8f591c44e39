//! Names that Amazon's two sources tell differently, side by side.

/// One name as the Finances API and the report tell it: type and path each.
pub(super) type Told = [(&'static str, &'static str); 2];

/// Names that differ between the sources. Names that do not are in the table once for both.
pub(super) const TWICE: [Told; 46] = [
    [
        ("Shipment", "ProductCharges/OurPricePrincipal"),
        ("Order", "ItemPrice/Principal"),
    ],
    [
        ("Shipment", "Shipping/ShippingPrincipal"),
        ("Order", "ItemPrice/Shipping"),
    ],
    [
        ("Shipment", "GiftWrap/GiftwrapPrincipal"),
        ("Order", "ItemPrice/GiftWrap"),
    ],
    [
        ("Shipment", "Sales/PaymentMethodFee"),
        ("Order", "ItemPrice/PaymentMethodFee"),
    ],
    [
        ("Shipment", "Sales/ExportCharge"),
        ("Order", "ItemPrice/ExportCharge"),
    ],
    [("Shipment", "Tax/OurPriceTax"), ("Order", "ItemPrice/Tax")],
    [
        ("Shipment", "Tax/ShippingTax"),
        ("Order", "ItemPrice/ShippingTax"),
    ],
    [
        ("Shipment", "Tax/RegulatoryFee"),
        ("Order", "ItemPrice/RegulatoryFee"),
    ],
    [
        ("Shipment", "Promotions/OurPriceDiscount"),
        ("Order", "Promotion/Principal"),
    ],
    [
        ("Shipment", "Promotions/ShippingDiscount"),
        ("Order", "Promotion/Shipping"),
    ],
    [
        ("Refund", "ProductCharges/OurPricePrincipal"),
        ("Refund", "ItemPrice/Principal"),
    ],
    [
        ("Refund", "Shipping/ShippingPrincipal"),
        ("Refund", "ItemPrice/Shipping"),
    ],
    [("Refund", "Tax/OurPriceTax"), ("Refund", "ItemPrice/Tax")],
    [("Refund", "GoodwillPrincipal"), ("Refund", "ItemPrice/Goodwill")],
    [
        ("Refund", "RestockingDeductionPrincipal"),
        ("Refund", "ItemPrice/RestockingFee"),
    ],
    [
        ("GuaranteeClaim", "ProductCharges/OurPricePrincipal"),
        ("A-to-z Guarantee Refund", "ItemPrice/Principal"),
    ],
    [
        ("Chargeback", "Shipping/ShippingPrincipal"),
        ("Chargeback Refund", "ItemPrice/Shipping"),
    ],
    [("Retrocharge", "BaseTax"), ("Order_Retrocharge", "ItemPrice/Tax")],
    [
        ("RemovalShipment", "RecommerceLiquidation"),
        ("Liquidations", "ItemPrice/Principal"),
    ],
    [
        ("RemovalShipment", "AmazonFees"),
        ("Liquidations", "ItemFees/LiquidationsBrokerageFee"),
    ],
    [
        ("RemovalShipment", "TaxOnRevenue"),
        ("Liquidations", "ItemPrice/Tax"),
    ],
    [
        ("RemovalShipmentAdjustment", "RevenueAdjustment"),
        ("Liquidations Adjustments", "ItemPrice/Principal"),
    ],
    [
        ("RemovalShipmentAdjustment", "TaxAmountAdjustment"),
        ("Liquidations Adjustments", "ItemPrice/Tax"),
    ],
    [
        ("ServiceFee", "AmazonFees/FBAStorageFee/Base"),
        ("FBAFees", "FBA Inventory Storage Fee/Base fee"),
    ],
    [
        ("ServiceFee", "AmazonFees/FBAStorageFee/Tax"),
        ("FBAFees", "FBA Inventory Storage Fee/Tax on fee"),
    ],
    [
        ("ServiceFee", "AmazonFees/FBALongTermStorageFee/Base"),
        ("other-transaction", "other-transaction/StorageRenewalBilling"),
    ],
    [
        ("ServiceFee", "AmazonFees/FBADisposalFee/Base"),
        ("other-transaction", "other-transaction/DisposalComplete"),
    ],
    [
        ("ServiceFee", "AmazonFees/FBARemovalFee/Base"),
        ("FBAFees", "FBA Removal Order: Return Fee/Base fee"),
    ],
    [
        ("ServiceFee", "AmazonFees/STARStorageFee/Base"),
        (
            "other-transaction",
            "Amazon Warehousing & Distribution (AWD)/AWD Storage Fee",
        ),
    ],
    [
        ("ServiceFee", "AmazonFees/AmazonUpstreamProcessingFee/Base"),
        ("FBAFees", "AWD Processing Fee/Base fee"),
    ],
    [
        ("ProductAdsPayment", "AdvertisingFee"),
        ("ServiceFee", "Cost of Advertising/TransactionTotalAmount"),
    ],
    [
        ("Adjustment", "FBAInventoryReimbursement"),
        ("other-transaction", "FBA Inventory Reimbursement/WAREHOUSE_LOST"),
    ],
    [
        ("Adjustment", "ReserveDebit"),
        ("other-transaction", "other-transaction/Current Reserve Amount"),
    ],
    [
        ("Adjustment", "ReserveCredit"),
        (
            "other-transaction",
            "other-transaction/Previous Reserve Amount Balance",
        ),
    ],
    [
        ("Adjustment", "FailedDisbursement"),
        (
            "other-transaction",
            "other-transaction/Transfer of funds unsuccessful: the account is closed",
        ),
    ],
    [
        ("GuaranteeClaimRefund", "ProductCharges/OurPricePrincipal"),
        ("A-to-z Guarantee Refund", "ItemPrice/Principal"),
    ],
    [
        ("GuaranteeClaimRefund", "Tax/OurPriceTax"),
        ("A-to-z Guarantee Refund", "ItemPrice/Tax"),
    ],
    [
        ("ServiceFee - Reversal", "AmazonFees/FBAStorageFee/Base"),
        ("other-transaction - Reversal", "other-transaction/Storage Fee"),
    ],
    [
        ("ServiceFee - Correction", "Tax"),
        ("other-transaction - Correction", "other-transaction/Tax"),
    ],
    [
        ("Adjustment", "PostageBilling_PostageAdjustment"),
        ("other-transaction - Reversal", "other-transaction/Adjustment"),
    ],
    [
        ("Adjustment", "LabmanLabelPurchase"),
        ("other-transaction", "other-transaction/Shipping label purchase"),
    ],
    [
        ("Adjustment", "PostageRefund_PostageAdjustment"),
        ("other-transaction", "other-transaction/ShippingServicesRefund"),
    ],
    [
        ("AdhocDisbursement", "InitiateDisbursement"),
        ("Transfers", "Micro Deposit/Micro Deposit"),
    ],
    [
        ("Shipment", "CODItemTaxCharge"),
        ("Order", "ItemPrice/CODItemTaxCharge"),
    ],
    [("Shipment", "TipTax"), ("Order", "ItemPrice/TipTax")],
    [
        ("DebtRecovery", "DebtPayment"),
        ("other-transaction", "other-transaction/Successful charge"),
    ],
];
